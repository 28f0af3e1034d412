package io.signalbeam.functions.outcome;

import org.jspecify.annotations.Nullable;

/** The database is a replica that cannot be written: this app waits until it takes over from another. */
public final class StandbyFailure extends TransientFailure {

    public StandbyFailure() {
        this(null);
    }

    public StandbyFailure(@Nullable Throwable cause) {
        super("PostgreSQL is a replica: this app is a standby", cause);
    }
}
