package io.signalbeam.functions.archive;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A day of the archive, as the API shows it.
 *
 * @param parts files
 * @param bytes of all of them
 * @param keptUntil until when a day that was brought back can be read like any other
 */
record ArchivedDay(
        LocalDate day,
        int parts,
        long rows,
        long bytes,
        State state,
        @Nullable Instant keptUntil) {

    /** Words on the wire. */
    enum State {
        Archived,
        Restoring,
        Restored
    }
}
