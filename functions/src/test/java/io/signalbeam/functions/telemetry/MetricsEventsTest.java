package io.signalbeam.functions.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.validation.Validated;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsEventsTest {
    private static final String GOOD = """
            {"specversion":"1.0","id":"0192f0c1-2d3e-7abc-8def-0123456789ab",\
            "source":"0192f0c1-2d3e-7abc-8def-0123456789ac","type":"io.signalbeam.device.metrics.v1",\
            "time":"2026-11-21T12:00:00.000Z","data":{"cpuPercent":1.5,"custom":{"q":2}}}""";
    private final MetricsEvents events = new MetricsEvents();

    @Test
    void reads_what_an_agent_writes() {
        var device = DeviceId.random();
        var body = TelemetryFixture.body(
                device, UUID.randomUUID(), Instant.parse("2026-11-21T12:00:00Z"), TelemetryFixture.sample(3));
        assertThat(events.decode(body))
                .isInstanceOfSatisfying(
                        Validated.Valid.class,
                        valid -> assertThat(valid.value())
                                .hasFieldOrPropertyWithValue("data", TelemetryFixture.sample(3)));
    }

    @Test
    void ignores_fields_of_newer_agents() {
        assertThat(decode(GOOD.replace("\"cpuPercent\"", "\"gpuPercent\":7,\"cpuPercent\"")))
                .isInstanceOf(Validated.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"specversion\":\"1.0\"}",
                "GOOD 1.5 => 1e999",
                "GOOD 1.5 => \"1.5\"",
                "GOOD 2026-11-21T12:00:00.000Z => yesterday",
                "GOOD \"q\" => \"a b\"",
                "GOOD \"q\" => \"a\\u0000\"",
                "GOOD {\"q\":2} => {\"q\":2},\"containers\":[null]",
                "GOOD {\"q\":2} => {\"q\":2},\"containers\":[{\"bundle\":\"b\",\"name\":\"\\ud800\"}]",
                "GOOD {\"q\":2} => {\"q\":2},\"containers\":[{\"bundle\":\"b\"}]",
                "GOOD metrics.v1 => state.v1",
                "GOOD \"1.0\" => \"0.3\""
            })
    void refuses_what_could_not_be_stored(String text) {
        var body = text;
        if (text.startsWith("GOOD ")) {
            var change = text.substring(5).split(" => ", 2);
            body = GOOD.replace(change[0], change[1]);
            assertThat(body).isNotEqualTo(GOOD);
        }
        assertThat(decode(body)).isInstanceOf(Validated.Invalid.class);
    }

    @Test
    void no_mutation_of_a_good_event_makes_it_throw() {
        var random = new Random(42);
        var good = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            var mutated = good.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            assertThat(events.decode(mutated)).isNotNull();
        }
    }

    private Validated<?> decode(String body) {
        return events.decode(body.getBytes(StandardCharsets.UTF_8));
    }
}
