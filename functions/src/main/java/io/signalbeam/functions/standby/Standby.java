package io.signalbeam.functions.standby;

import io.signalbeam.functions.outcome.StandbyFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether this app waits to take over from another. Only one that was set up to wait asks its database, and once it has taken
 * over it never does again.
 */
public final class Standby {
    private static final Duration REMEMBERED = Duration.ofSeconds(2);

    private final Transactions transactions;
    private final InstantSource clock;
    private volatile boolean serves;
    private volatile Instant waitsUntil = Instant.MIN;

    public Standby(Transactions transactions, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
        this.serves = settings.primaryVault() == null;
    }

    /** @throws StandbyFailure while it waits */
    public void check() {
        if (serves) {
            return;
        }
        if (clock.instant().isBefore(waitsUntil) || waits()) {
            throw new StandbyFailure();
        }
    }

    /** As the database says now; false where the app was never to wait. */
    boolean waits() {
        if (serves) {
            return false;
        }
        boolean replica = transactions.<Boolean>asService(StandbySql::isReplica);
        serves = !replica;
        if (replica) {
            waitsUntil = clock.instant().plus(REMEMBERED);
        }
        return replica;
    }
}
