package io.signalbeam.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.pace.SteadyClock;
import io.signalbeam.agent.sockets.LocalSockets;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.MetricsReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalMetricsTest {
    private Instant now = Instant.EPOCH;
    private final LocalMetrics metrics = new LocalMetrics(() -> now);

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            oil.temp:81.5|g;oil.temp;81.5
            fuel:+3|g;fuel;3
            debt:-2.5e3|g;debt;-2500
            _x-1:.5|g;_x-1;0.5
            doors:2|c;doors;2
            doors:1|c|@0.1;doors;10
            doors:-1|c|@1.0;doors;-1
            """)
    void a_gauge_and_a_counter_are_taken(String line, String name, double value) {
        metrics.take(line);
        assertThat(metrics.sample()).isEqualTo(Map.of(name, value));
        assertThat(metrics.tally()).isEqualTo(new LocalMetrics.Tally(1, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oil.temp",
                "oil.temp:81.5",
                "oil.temp:warm|g",
                ":1|g",
                "1st:1|g",
                "oil temp:1|g",
                "x:1e999|g",
                "x:NaN|g",
                "x:0x1p3|g",
                "x:|c",
                "x:1|c|@0",
                "x:1|c|@0.0",
                "x:1|c|@2",
                "x:1|g|@0.5",
                "x:12|ms",
                "x:me|s",
                "x:1|c|#env:prod",
                "x:1|gc"
            })
    void anything_else_is_counted_and_left_out(String line) {
        metrics.take(line);
        assertThat(metrics.tally()).isEqualTo(new LocalMetrics.Tally(0, 1));
        assertThat(metrics.sample()).isEmpty();
    }

    @Test
    void a_sample_has_what_was_counted_since_the_one_before() {
        take("doors:1|c", "doors:2|c");
        assertThat(metrics.sample()).isEqualTo(Map.of("doors", 3.0));
        assertThat(metrics.sample()).isEmpty();
        take("doors:1|c");
        assertThat(metrics.sample()).isEqualTo(Map.of("doors", 1.0));
    }

    @Test
    void a_gauge_stays_what_it_was_set_to_until_nobody_sets_it_any_more() {
        take("fuel:40|g", "fuel:-2|g", "fuel:+0.5|g");
        assertThat(metrics.sample()).isEqualTo(Map.of("fuel", 38.5));
        now = now.plus(LocalMetrics.STALE);
        assertThat(metrics.sample()).isEqualTo(Map.of("fuel", 38.5));
        now = now.plusMillis(1);
        assertThat(metrics.sample()).isEmpty();
    }

    @Test
    void a_gauge_is_in_one_sample_at_least_however_seldom_they_are_taken() {
        take("fuel:40|g");
        now = now.plus(Duration.ofHours(1));
        assertThat(metrics.sample()).isEqualTo(Map.of("fuel", 40.0));
        assertThat(metrics.sample()).isEmpty();
    }

    @Test
    void who_tells_more_than_can_be_is_not_heard_until_a_second_later() {
        for (int i = 0; i < LocalMetrics.MOST_A_SECOND + 5; i++) {
            metrics.take("x:1|c");
        }
        assertThat(metrics.tally()).isEqualTo(new LocalMetrics.Tally(LocalMetrics.MOST_A_SECOND, 5));
        now = now.plusSeconds(1);
        metrics.take("x:1|c");
        assertThat(metrics.sample()).isEqualTo(Map.of("x", LocalMetrics.MOST_A_SECOND + 1.0));
    }

    @Test
    void there_are_as_many_names_as_a_sample_holds_and_those_that_are_there_go_on() {
        for (int i = 0; i < MetricsReader.MAX_CUSTOM + 1; i++) {
            metrics.take("m" + i + ":1|g");
        }
        metrics.take("m0:2|g");
        assertThat(metrics.tally()).isEqualTo(new LocalMetrics.Tally(MetricsReader.MAX_CUSTOM + 1, 1));
        assertThat(metrics.sample()).hasSize(MetricsReader.MAX_CUSTOM).containsEntry("m0", 2.0);
    }

    @Test
    @Timeout(60)
    void what_a_program_says_at_the_socket_is_in_the_next_event_of_the_spool(@TempDir Path folder) throws Exception {
        var local = new LocalMetrics(new SteadyClock());
        try (var sockets = new LocalSockets()) {
            sockets.open(local.door(folder));
            sockets.start();
            try (var program = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve(LocalMetrics.FILE)))) {
                var lines = "oil.temp:81.5|g\nnonsense\n" + "x".repeat(LocalMetrics.LONGEST_LINE) + ":1|g\ndoors:2|c";
                program.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
            }
            while (local.tally().taken() + local.tally().refused() < 4) {
                Thread.sleep(10);
            }
        }
        var spool = new Spool(folder.resolve("spool"), 1 << 20);
        var collector = new Collector(
                new HostMetrics(Path.of("/proc"), Path.of("/sys")),
                new ContainerMetrics(Path.of("/sys/fs/cgroup")),
                new ContainerScrape(),
                local,
                folder,
                new SteadyClock());
        new Sampler(DeviceId.random(), collector, List::of, Instant::now, () -> Duration.ZERO, spool).sample();

        var event = Json.lenient().readTree(spool.oldest(1).events().getFirst());
        assertThat(event.at("/data/custom").toString()).isEqualTo("{\"doors\":2.0,\"oil.temp\":81.5}");
        assertThat(local.tally()).isEqualTo(new LocalMetrics.Tally(2, 2));
    }

    private void take(String... lines) {
        List.of(lines).forEach(metrics::take);
    }
}
