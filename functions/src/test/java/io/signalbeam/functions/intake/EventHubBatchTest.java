package io.signalbeam.functions.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHubBatchTest {
    private static final String CONTEXT = "{\"EventHubName\":\"device-telemetry\",\"PartitionId\":\"3\"}";
    private static final List<byte[]> BODIES = List.of("a".getBytes(StandardCharsets.UTF_8), new byte[0]);

    @Test
    void keeps_each_body_beside_its_own_properties() {
        var read = EventHubBatch.read(BODIES, CONTEXT, """
                [{"x-opt-sequence-number": 7, "x-opt-enqueued-time": "2026-11-21T12:00:00.5Z", "x-opt-publisher": "d1"},
                 {"SequenceNumber": 8, "EnqueuedTimeUtc": "2026-11-21T12:00:01"}]""", "[{\"k\": 1}, {}]");

        assertThat(read)
                .extracting(Delivery::position)
                .containsExactly(
                        new Delivery.Position("device-telemetry", "3", 7, Instant.parse("2026-11-21T12:00:00.500Z")),
                        new Delivery.Position("device-telemetry", "3", 8, Instant.parse("2026-11-21T12:00:01Z")));
        assertThat(read).extracting(Delivery::publisher).containsExactly("d1", null);
        assertThat(read.getFirst().properties().get("k").asInt()).isEqualTo(1);
    }

    @Test
    void refuses_binding_data_that_does_not_fit_the_bodies() {
        assertThatThrownBy(() -> EventHubBatch.read(BODIES, CONTEXT, "[{}]", null))
                .hasMessageContaining("2 bodies beside 1 system properties");
    }
}
