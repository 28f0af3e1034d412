package io.signalbeam.local.host.timer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a timer between runs, and between hosts.
 *
 * @param last when it last ran; absent before the first run, and after a change of its schedule
 * @param next when it was then to run again
 */
record TimerStatus(@Nullable Instant last, Instant next, Instant lastUpdated) {

    /** What to begin with. */
    record Start(TimerStatus status, boolean pastDue) {}

    /**
     * Decides at the start of a host whether a run was missed. A timer that is new, has never run, or whose schedule
     * has changed and would come out in the past, is not past due.
     */
    static Start start(@Nullable TimerStatus kept, Schedule schedule, Instant now) {
        if (kept == null) {
            return new Start(new TimerStatus(null, schedule.next(now), now), false);
        }
        var from = kept.last == null ? now : kept.last;
        var expected = schedule.next(from);
        if (kept.next.equals(expected)) {
            return new Start(kept, now.isAfter(expected));
        }
        if (now.isAfter(expected)) {
            from = now;
            expected = schedule.next(now);
        }
        return new Start(new TimerStatus(null, expected, from), false);
    }

    TimerStatus ran(Instant at, Schedule schedule) {
        return new TimerStatus(at, schedule.next(at), at);
    }
}
