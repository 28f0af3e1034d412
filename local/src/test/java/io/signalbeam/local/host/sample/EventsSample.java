package io.signalbeam.local.host.sample;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.Cardinality;
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

    /** A body that the worker reads by itself. */
    public record Reading(String sensor, double value) {}

    public void text(
            @EventHubTrigger(name = "event", eventHubName = "", connection = "", cardinality = Cardinality.ONE)
                    String event,
            @BindingName("PartitionContext") Map<String, Object> partition,
            @BindingName("SequenceNumber") long sequence,
            @BindingName("Properties") Map<String, Object> properties)
            throws IOException {
        Journal.write(partition.get("PartitionId") + " " + sequence + " " + properties.get("kind") + " " + event);
    }

    public void reading(
            @EventHubTrigger(name = "event", eventHubName = "", connection = "", cardinality = Cardinality.ONE)
                    Reading reading)
            throws IOException {
        Journal.write(reading.sensor() + "=" + reading.value());
    }

    public void readings(@EventHubTrigger(name = "events", eventHubName = "", connection = "") List<Reading> readings)
            throws IOException {
        for (var reading : readings) {
            Journal.write(readings.size() + ": " + reading.sensor() + "=" + reading.value());
        }
    }

    public void tick(@TimerTrigger(name = "timer", schedule = "") String timer) throws IOException {
        Journal.write(timer);
    }
}
