package io.signalbeam.local.host.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "'0 */5 * * * *', 2026-11-21T04:25:00.1Z, 2026-11-21T04:30:00Z",
        "'*/10 * * * * *', 2026-11-21T04:25:00Z, 2026-11-21T04:25:10Z",
        "'0 0 0 * * *', 2026-12-31T23:59:59.999Z, 2027-01-01T00:00:00Z",
        "'30 15 2 29 2 *', 2026-11-21T00:00:00Z, 2028-02-29T02:15:30Z",
        "'0 30 9 * Jan Mon', 2026-11-21T00:00:00Z, 2027-01-04T09:30:00Z",
        "'0 0 9-17/4 * * 1-5', 2026-11-20T17:00:00Z, 2026-11-23T09:00:00Z",
        "'5,10 0 0 1,15 * *', 2026-11-15T00:00:05Z, 2026-11-15T00:00:10Z",
        "'0 13 1 5 *', 2026-11-21T00:00:00Z, 2027-05-01T13:00:00Z",
        "'00:00:10', 2026-11-21T04:25:03.5Z, 2026-11-21T04:25:13.5Z",
        "'1.00:00:00', 2026-11-21T04:25:00Z, 2026-11-22T04:25:00Z"
    })
    void the_next_time_comes_strictly_after(String schedule, Instant after, Instant next) {
        assertThat(Schedule.parse(schedule).next(after)).isEqualTo(next);
    }

    @Test
    void a_day_must_match_both_its_month_day_and_its_weekday() {
        assertThat(Schedule.parse("0 0 0 13 * Fri").next(Instant.parse("2026-11-21T00:00:00Z")))
                .isEqualTo("2027-08-13T00:00:00Z");
    }

    @Test
    void schedules_below_a_minute_are_known() {
        var now = Instant.parse("2026-11-21T04:25:00Z");
        assertThat(Schedule.parse("*/10 * * * * *").subMinute(now)).isTrue();
        assertThat(Schedule.parse("0,1 0 * * * *").subMinute(now)).isTrue();
        assertThat(Schedule.parse("00:00:59").subMinute(now)).isTrue();
        assertThat(Schedule.parse("0 * * * * *").subMinute(now)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "60 * * * * *", "* * * * * 7", "*/0 * * * * *", "0 0 0 30 2 *", "00:00:00"})
    void what_is_no_schedule_is_refused(String schedule) {
        assertThatThrownBy(() -> Schedule.parse(schedule).next(Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
