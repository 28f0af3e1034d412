package io.signalbeam.functions.exports;

import io.signalbeam.shared.id.TenantId;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/**
 * Where the files of exports lie. Port. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when the store does
 * not answer and {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses.
 */
public interface ExportStore {

    /** An export's place in it. */
    record Place(TenantId tenant, UUID export) {}

    /** A file of that name, in place of any that there is. It is there once it is finished, and else never was. */
    Upload begin(Place place, String name);

    /** With which anybody may read this one file until then. */
    URI link(Place place, String name, Instant until);

    /** Deletes some of its files, at most so many, and answers how many; 0 when none was left. */
    int delete(Place place, int atMost);

    /** What is written goes on its way bit by bit; at most a few megabytes are in memory. */
    abstract class Upload extends OutputStream {
        /** Nothing is written afterwards. */
        public abstract void finish();
    }
}
