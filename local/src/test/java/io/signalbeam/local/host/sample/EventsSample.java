package io.signalbeam.local.host.sample;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.EventHubTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Functions that are called by events and by the clock. */
public final class EventsSample {

    /** Writes a line for each event; fails for ever on "poison", and twice on "shaky". */
    public void ingest(
            @EventHubTrigger(name = "events", eventHubName = "", connection = "", dataType = "binary")
                    List<byte[]> events,
            @BindingName("PartitionContext") Map<String, Object> partition,
            @BindingName("SequenceNumberArray") long[] sequence,
            @BindingName("SystemPropertiesArray") Map<String, Object>[] system,
            @BindingName("PropertiesArray") List<Map<String, Object>> properties,
            ExecutionContext context)
            throws IOException {
        var attempt = context.getRetryContext() == null
                ? 0
                : context.getRetryContext().getRetrycount();
        for (var i = 0; i < events.size(); i++) {
            var body = new String(events.get(i), StandardCharsets.UTF_8);
            Journal.write(partition.get("PartitionId") + " " + sequence[i] + " "
                    + ((Double) system[i].get("SequenceNumber")).longValue() + " "
                    + properties.get(i).get("kind") + " " + attempt + " " + body);
            if (body.equals("poison") || (body.equals("shaky") && attempt < 2)) {
                throw new IllegalStateException("as asked: " + body);
            }
        }
    }

    public void tick(@TimerTrigger(name = "timer", schedule = "") String timer) throws IOException {
        Journal.write(timer);
    }
}
