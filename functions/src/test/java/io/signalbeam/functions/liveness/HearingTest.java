package io.signalbeam.functions.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.intake.IngestProgress.Mark;
import io.signalbeam.functions.intake.OnlineFor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HearingTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private final Hearing hearing = new Hearing(new OnlineFor(Duration.ofSeconds(90)));

    private static Mark mark(String partition, int takenAgo, int behind) {
        var taken = NOW.minusSeconds(takenAgo);
        return new Mark("device-telemetry", partition, taken.minusSeconds(behind), taken);
    }

    @Test
    void three_heartbeats_are_silence_when_ingest_keeps_up_or_has_nothing_to_take() {
        assertThat(hearing.silentBefore(null, List.of(), NOW)).contains(NOW.minusSeconds(90));
        assertThat(hearing.silentBefore(null, List.of(mark("0", 1, 0)), NOW)).contains(NOW.minusSeconds(90));
    }

    @Test
    void the_slowest_partition_that_is_read_gives_everybody_so_much_more_time() {
        assertThat(hearing.silentBefore(null, List.of(mark("0", 1, 2), mark("1", 5, 600)), NOW))
                .contains(NOW.minusSeconds(690));
    }

    @Test
    void a_partition_that_has_been_quiet_for_long_says_nothing_about_now() {
        assertThat(hearing.silentBefore(null, List.of(mark("0", 91, 600)), NOW)).contains(NOW.minusSeconds(90));
    }

    @Test
    void a_broker_whose_clock_is_ahead_shortens_no_respite() {
        assertThat(hearing.silentBefore(null, List.of(mark("0", 1, -30)), NOW)).contains(NOW.minusSeconds(90));
    }

    @Test
    void nobody_is_silent_until_devices_had_the_time_to_speak_after_a_break() {
        assertThat(hearing.silentBefore(NOW.minusSeconds(89), List.of(), NOW)).isEmpty();
        assertThat(hearing.silentBefore(NOW.minusSeconds(90), List.of(), NOW)).contains(NOW.minusSeconds(90));
    }

    @Test
    void short_heartbeats_still_leave_the_app_a_minute_to_come_back() {
        var fast = new Hearing(new OnlineFor(Duration.ofSeconds(3)));
        assertThat(fast.silentBefore(NOW.minusSeconds(59), List.of(), NOW)).isEmpty();
        assertThat(fast.silentBefore(NOW.minusSeconds(60), List.of(), NOW)).contains(NOW.minusSeconds(3));
    }
}
