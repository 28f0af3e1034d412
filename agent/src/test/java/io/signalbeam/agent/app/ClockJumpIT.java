package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.cloud.ServerClock;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.validation.Validated;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent while somebody sets its wall clock, by an hour and by ten years, to and fro, and the API is away for once. */
class ClockJumpIT {
    private static final List<Duration> JUMPS = List.of(
            Duration.ofHours(1),
            Duration.ofHours(-2),
            Duration.ofDays(3652),
            Duration.ofDays(-7304),
            Duration.ofDays(3652));

    @TempDir
    private Path folder;

    private volatile Duration wrong = Duration.ZERO;

    @Test
    void telemetry_keeps_its_order_and_the_right_time_and_nothing_stops() throws Exception {
        var began = Instant.now();
        try (var cloud = new FakeCloud()) {
            cloud.keepLeases();
            var config = ((Validated.Valid<AgentConfig>) AgentConfigReader.read(
                            null,
                            Map.of(
                                    "SIGNALBEAM_AGENT_SERVER",
                                    cloud.uri().toString(),
                                    "SIGNALBEAM_AGENT_STATE_DIR",
                                    folder.resolve("state").toString(),
                                    "SIGNALBEAM_AGENT_DOCKER_HOST",
                                    "unix://" + folder.resolve("no-engine.sock"),
                                    "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                                    "1"),
                            Map.of("token", FakeCloud.TOKEN)))
                    .value();
            var clock = new ServerClock(() -> Clock.systemUTC().instant().plus(wrong));
            try (var agent = new Agent(config, Joiner.join(config, clock, FakeCloud.TOKEN), clock)) {
                agent.start();
                for (var jump : JUMPS) {
                    samples(cloud, 2);
                    cloud.stop();
                    wrong = wrong.plus(jump);
                    // Some samples are taken before the server says what time it is.
                    Thread.sleep(1_500);
                    cloud.start();
                }
                samples(cloud, 2);
            }
            assertThat(cloud.heartbeats)
                    .extracting(HeartbeatRequest::at)
                    .isSorted()
                    .allSatisfy(at -> assertThat(at)
                            .isBetween(began.minusSeconds(3), Instant.now().plusSeconds(3)));
        }
    }

    private static void samples(FakeCloud cloud, int more) throws InterruptedException {
        int there = cloud.heartbeats.size();
        var deadline = Instant.now().plus(Duration.ofMinutes(1));
        while (cloud.heartbeats.size() < there + more) {
            assertThat(Instant.now()).as("samples arrive").isBefore(deadline);
            Thread.sleep(50);
        }
    }
}
