package io.signalbeam.local.host.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.models.PartitionContext;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventsInputTest {
    private static final PartitionContext PARTITION = new PartitionContext("ns", "hub", "$Default", "3");
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00.250Z");

    @Test
    void tells_of_each_event_what_the_hub_and_its_sender_put_beside_its_body() throws IOException {
        var properties = new LinkedHashMap<String, @Nullable Object>();
        properties.put("none", null);
        properties.put("half", 0.5f);
        properties.put("at", Date.from(AT));
        properties.put("yes", true);
        properties.put("bytes", new byte[] {1, 2});
        properties.put("word", "a \"b\"");
        var input = new EventsInput(PARTITION, List.of(event(7, "key", properties), event(8, null, Map.of())), true);

        assertThat(input.metadata("PropertiesArray"))
                .isEqualTo("[{\"none\":null,\"half\":0.5,\"at\":\"2026-11-21T10:00:00.250Z\",\"yes\":true,"
                        + "\"bytes\":\"AQI=\",\"word\":\"a \\\"b\\\"\"},{}]");
        assertThat(input.metadata("SystemPropertiesArray"))
                .isEqualTo(
                        "[{\"x-opt-publisher\":\"device\",\"SequenceNumber\":7,\"Offset\":\"70\",\"PartitionKey\":\"key\","
                                + "\"EnqueuedTimeUtc\":\"2026-11-21T10:00:00.250Z\"},"
                                + "{\"x-opt-publisher\":\"device\",\"SequenceNumber\":8,\"Offset\":\"80\",\"PartitionKey\":null,"
                                + "\"EnqueuedTimeUtc\":\"2026-11-21T10:00:00.250Z\"}]");
        assertThat(input.metadata("SequenceNumberArray")).isEqualTo("[7,8]");
        assertThat(input.metadata("PartitionKeyArray")).isEqualTo("[\"key\"]");
        assertThat(input.metadata("PartitionContext"))
                .contains("\"EventHubName\":\"hub\"", "\"PartitionId\":\"3\"", "\"ConsumerGroup\":\"$Default\"");
    }

    @Test
    void keeps_null_among_what_a_sender_put_beside_a_body() {
        var event = new EventData("x");
        event.getProperties().put("none", null);

        assertThat(event.getProperties()).containsKey("none");
        assertThat(Received.small(event.getProperties())).containsEntry("none", null);
        assertThat(Received.small(Map.of("one", 1))).isEqualTo(Map.of("one", 1));
    }

    private static Received event(long sequence, @Nullable String key, Map<String, @Nullable Object> properties) {
        return new Received(
                new byte[0],
                sequence,
                Long.toString(sequence * 10),
                AT,
                key,
                properties,
                Map.of("x-opt-publisher", "device"));
    }
}
