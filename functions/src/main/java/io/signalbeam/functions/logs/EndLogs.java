package io.signalbeam.functions.logs;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Deletes logs whose time is over. */
public final class EndLogs {
    private static final int AT_A_TIME = 5_000;

    private final LogStore store;
    private final InstantSource clock;

    EndLogs(LogStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** In files. */
    public int run() {
        // A file may go from the day on that its name begins with.
        var bound = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        int deleted = 0;
        int some;
        do {
            some = store.deleteBefore(bound, AT_A_TIME);
            deleted += some;
        } while (some == AT_A_TIME);
        return deleted;
    }
}
