package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Cancelled;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Failed;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Pending;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Skipped;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Succeeded;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Superseded;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.TimedOut;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Updating;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeciderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final RolloutView RUNNING = new RolloutView(RolloutStatus.Running, Duration.ofMinutes(15));

    @Test
    void asks_every_device_that_was_not_asked() {
        assertThat(decide(Map.of(Pending, 7, Succeeded, 1), null)).isEqualTo(new Decision.Release(7));
    }

    @Test
    void waits_for_devices_that_are_updating() {
        assertThat(decide(Map.of(Updating, 2, Succeeded, 1), NOW.minusSeconds(60)))
                .isEqualTo(new Decision.Wait(
                        "2 of 3 devices are updating; 1 of them have not asked for their desired state yet."));
    }

    @Test
    void never_gives_up_on_devices_that_have_not_seen_the_version() {
        assertThat(decide(Map.of(Updating, 2), null)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void gives_up_on_a_device_at_its_deadline() {
        var seen = NOW.minus(Duration.ofMinutes(15));
        assertThat(decide(Map.of(Updating, 1), seen)).isEqualTo(new Decision.TimeOut(seen));
        assertThat(decide(Map.of(Updating, 1), seen.plusMillis(1))).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void succeeds_when_no_device_speaks_against_it() {
        assertThat(decide(Map.of(Succeeded, 3, Skipped, 1, Superseded, 1), null))
                .isEqualTo(new Decision.Succeed());
    }

    @Test
    void fails_with_the_number_of_each_failure() {
        assertThat(decide(Map.of(Succeeded, 3, TimedOut, 1, Failed, 2), null))
                .isEqualTo(new Decision.Fail("3 of 6 devices did not succeed: 2 Failed, 1 TimedOut."));
    }

    @ParameterizedTest
    @EnumSource(names = "Running", mode = EnumSource.Mode.EXCLUDE)
    void leaves_a_rollout_alone_that_is_not_running(RolloutStatus status) {
        var view = new RolloutView(status, Duration.ofMinutes(15));
        assertThat(Decider.decide(view, new Progress(Map.of(Pending, 1), 0, null), NOW))
                .isInstanceOf(Decision.Wait.class);
    }

    @ParameterizedTest
    @EnumSource
    void nothing_follows_the_end_of_a_rollout(RolloutStatus status) {
        if (status.ended()) {
            assertThat(status.next()).isEmpty();
        } else {
            assertThat(status.next()).isNotEmpty().doesNotContain(status);
        }
    }

    @Test
    void a_cancelled_device_is_never_taken_up_again() {
        assertThat(Cancelled.next()).isEmpty();
        assertThat(Pending.next()).contains(Updating, Cancelled).doesNotContain(Succeeded, Failed);
    }

    private static Decision decide(Map<RolloutDeviceStatus, Integer> counts, Instant oldestSeen) {
        return Decider.decide(RUNNING, new Progress(counts, 1, oldestSeen), NOW);
    }
}
