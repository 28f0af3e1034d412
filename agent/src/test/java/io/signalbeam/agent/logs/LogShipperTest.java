package io.signalbeam.agent.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.pace.RateCap;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.telemetry.EventRoute;
import io.signalbeam.shared.bundle.LogsSpec;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.telemetry.LogBatch;
import io.signalbeam.shared.telemetry.LogCodec;
import io.signalbeam.shared.telemetry.LogLine;
import io.signalbeam.shared.telemetry.LogLine.Stream;
import io.signalbeam.shared.telemetry.LogLines;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.Validated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogShipperTest {
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    private Instant now = START;
    private boolean hubIsDown;
    private List<ActualContainer> containers = new ArrayList<>();
    private final List<LogBatch> sent = new ArrayList<>();
    private final Engine engine = new Engine();
    private final LogShipper shipper = new LogShipper(
            DeviceId.random(),
            engine,
            new Hub(),
            () -> containers,
            bundle -> bundle.equals("web") ? new LogsSpec(true, 3) : null,
            new LogShipper.Clocks(() -> now, () -> Duration.ofHours(1)),
            new RateCap(100, 1000, () -> now));

    @Test
    void ships_what_containers_of_such_bundles_write_and_nothing_else() throws Exception {
        running("a", "web", START);
        running("b", "quiet", START);
        shipper.run();
        assertThat(engine.followed).containsExactly("a after " + START);

        engine.write(new LogLine(now.plusMillis(5), Stream.stdout, "hello"));
        engine.write(new LogLine(now.plusMillis(6), Stream.stderr, "oh"));
        shipper.run();

        assertThat(sent).singleElement().satisfies(batch -> {
            assertThat(batch.bundle()).isEqualTo("web");
            assertThat(batch.container()).isEqualTo("nginx");
            assertThat(batch.retentionDays()).isEqualTo(3);
            assertThat(batch.first()).isEqualTo(START.plus(Duration.ofHours(1)).plusMillis(5));
        });
        assertThat(texts()).containsExactly("hello", "oh");
    }

    @Test
    void what_is_beyond_the_rate_is_left_out_and_told() throws Exception {
        running("a", "web", START);
        shipper.run();
        for (int i = 0; i < 30; i++) {
            engine.write(new LogLine(now.plusMillis(1 + i), Stream.stdout, "x".repeat(80)));
        }
        shipper.run();
        assertThat(texts())
                .hasSize(11)
                .last()
                .isEqualTo("20 lines of 2000 bytes left out: more than this device may send");

        now = now.plusSeconds(5);
        engine.write(new LogLine(now, Stream.stdout, "again"));
        shipper.run();
        assertThat(texts()).last().isEqualTo("again");
    }

    @Test
    void an_outage_keeps_lines_in_memory_and_sends_them_once() throws Exception {
        running("a", "web", START);
        shipper.run();
        hubIsDown = true;
        engine.write(new LogLine(now.plusMillis(1), Stream.stdout, "one"));
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(shipper::run);
        engine.write(new LogLine(now.plusMillis(2), Stream.stdout, "two"));
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(shipper::run);
        hubIsDown = false;
        shipper.run();
        shipper.run();
        assertThat(texts()).containsExactly("one", "two");
    }

    @Test
    void a_container_that_starts_again_is_followed_from_where_it_was() throws Exception {
        running("a", "web", START);
        shipper.run();
        var line = new LogLine(START.plusSeconds(3), Stream.stdout, "bye");
        engine.write(line);
        engine.end();
        running("a", "web", START.plusSeconds(9));
        shipper.run();
        engine.write(line);
        engine.write(new LogLine(START.plusSeconds(10), Stream.stdout, "hello again"));
        shipper.run();
        assertThat(engine.followed).last().isEqualTo("a after " + START.plusSeconds(3));
        assertThat(texts()).containsExactly("bye", "hello again");
    }

    @Test
    void one_that_has_ended_is_read_to_its_end_once() throws Exception {
        var ended = container("a", "web", ContainerState.EXITED, START);
        containers = List.of(ended);
        shipper.run();
        engine.write(new LogLine(START.plusMillis(1), Stream.stderr, "cannot start"));
        engine.end();
        shipper.run();
        shipper.run();
        assertThat(engine.followed).hasSize(1);
        assertThat(texts()).containsExactly("cannot start");

        containers = List.of();
        shipper.run();
        shipper.run();
        assertThat(texts()).hasSize(1);
    }

    @Test
    void has_something_to_do_while_it_follows_one() throws Exception {
        running("b", "quiet", START);
        assertThat(shipper.run()).isFalse();
        running("a", "web", START);
        assertThat(shipper.run()).isTrue();
        containers = List.of();
        shipper.run();
        shipper.run();
        assertThat(shipper.run()).isFalse();
    }

    private void running(String id, String bundle, Instant startedAt) {
        containers = new ArrayList<>(containers);
        containers.removeIf(container -> container.id().equals(id));
        containers.add(container(id, bundle, ContainerState.RUNNING, startedAt));
    }

    private static ActualContainer container(String id, String bundle, ContainerState state, Instant startedAt) {
        return new ActualContainer(
                id,
                Map.of(ManagedLabels.BUNDLE, bundle, ManagedLabels.CONTAINER, "nginx"),
                "nginx:1",
                "sha256:1",
                null,
                state,
                null,
                0,
                0,
                startedAt,
                null);
    }

    private List<String> texts() {
        return sent.stream()
                .flatMap(batch -> switch (LogLines.unpack(batch.content())) {
                    case Validated.Valid<List<LogLine>>(var lines) -> lines.stream();
                    case Validated.Invalid<List<LogLine>>(var errors) -> throw new AssertionError(errors);
                })
                .map(LogLine::text)
                .toList();
    }

    private final class Hub implements EventRoute {
        @Override
        public String name() {
            return "hub";
        }

        @Override
        public int batch() {
            return 10;
        }

        @Override
        public void publish(List<byte[]> events) {
            if (hubIsDown) {
                throw new TransientFailure("unreachable", "down", null);
            }
            for (var event : events) {
                switch (LogCodec.decode(event)) {
                    case Validated.Valid<TelemetryEvent<LogBatch>>(var good) -> sent.add(good.data());
                    case Validated.Invalid<TelemetryEvent<LogBatch>>(var errors) -> throw new AssertionError(errors);
                }
            }
        }
    }

    private static final class Engine implements LogSource {
        final List<String> followed = new ArrayList<>();
        private Consumer<LogLine> lines = line -> {};
        private boolean ended;

        void write(LogLine line) {
            lines.accept(line);
        }

        void end() {
            ended = true;
        }

        @Override
        public Following follow(String containerId, Instant after, Consumer<LogLine> to) {
            followed.add(containerId + " after " + after);
            lines = to;
            ended = false;
            return new Following() {
                @Override
                public boolean hasEnded() {
                    return ended;
                }

                @Override
                public void close() {
                    ended = true;
                }
            };
        }
    }
}
