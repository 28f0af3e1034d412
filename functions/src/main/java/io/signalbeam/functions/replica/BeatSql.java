package io.signalbeam.functions.replica;

import org.jdbi.v3.core.Handle;

/** The table {@code primary_beat}. */
final class BeatSql {
    private BeatSql() {}

    /** By the primary's own clock, which the replica's is compared with. */
    static int beat(Handle service) {
        return service.execute("insert into primary_beat (beat_at) values (clock_timestamp())"
                + " on conflict (only_row) do update set beat_at = excluded.beat_at");
    }
}
