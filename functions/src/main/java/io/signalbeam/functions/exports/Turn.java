package io.signalbeam.functions.exports;

import io.signalbeam.functions.exports.ExportStore.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/** A while of work at one export, in which all that is read of the database is of one moment. */
final class Turn {
    private static final Duration BEAT = Duration.ofSeconds(15);

    private final Handle tx;
    private final Place place;
    private final ExportStore store;
    private final InstantSource clock;
    private final Instant end;
    private final Runnable renew;
    private Instant renewed;

    /**
     * @param tx to read only
     * @param renew says that somebody works at it; throws {@link Lost} when it is not ours any more
     */
    Turn(Handle tx, Place place, ExportStore store, InstantSource clock, Instant end, Runnable renew) {
        this.tx = tx;
        this.place = place;
        this.store = store;
        this.clock = clock;
        this.end = end;
        this.renew = renew;
        this.renewed = clock.instant();
    }

    /** Somebody else works at it, or nobody shall any more. */
    static final class Lost extends RuntimeException {
        Lost() {
            super("the export is not ours any more", null, false, false);
        }
    }

    Handle tx() {
        return tx;
    }

    Place place() {
        return place;
    }

    ExportFile file(String name) {
        return new ExportFile(name, store.begin(place, name), this);
    }

    boolean isOver() {
        return !clock.instant().isBefore(end);
    }

    /** From time to time. */
    void beat() {
        if (!clock.instant().isBefore(renewed.plus(BEAT))) {
            hold();
        }
    }

    /** @throws Lost when it is not ours any more */
    void hold() {
        renew.run();
        renewed = clock.instant();
    }
}
