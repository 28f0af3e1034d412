package io.signalbeam.local.host.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimerStatusTest {
    private static final Schedule HOURLY = Schedule.parse("0 0 * * * *");
    private static final Instant NOW = Instant.parse("2026-11-21T04:25:00Z");

    @Test
    void a_new_timer_waits_for_its_first_time() {
        var start = TimerStatus.start(null, HOURLY, NOW);

        assertThat(start.pastDue()).isFalse();
        assertThat(start.status().next()).isEqualTo("2026-11-21T05:00:00Z");
    }

    @Test
    void a_run_that_was_missed_while_no_host_ran_is_past_due_once() {
        var kept = new TimerStatus(Instant.EPOCH, Instant.EPOCH, NOW).ran(NOW.minusSeconds(7200), HOURLY);

        var start = TimerStatus.start(kept, HOURLY, NOW);

        assertThat(start.pastDue()).isTrue();
        assertThat(TimerStatus.start(start.status().ran(NOW, HOURLY), HOURLY, NOW.plusSeconds(1))
                        .pastDue())
                .isFalse();
    }

    @Test
    void a_timer_in_time_is_not_past_due() {
        var kept = new TimerStatus(null, NOW, NOW).ran(NOW.minusSeconds(60), HOURLY);

        assertThat(TimerStatus.start(kept, HOURLY, NOW)).isEqualTo(new TimerStatus.Start(kept, false));
    }

    @Test
    void a_changed_schedule_is_not_past_due_and_forgets_the_last_run() {
        var kept = new TimerStatus(null, NOW, NOW).ran(NOW.minusSeconds(7200), HOURLY);

        var start = TimerStatus.start(kept, Schedule.parse("0 */30 * * * *"), NOW);

        assertThat(start.pastDue()).isFalse();
        assertThat(start.status().last()).isNull();
        assertThat(start.status().next()).isEqualTo("2026-11-21T04:30:00Z");
    }
}
