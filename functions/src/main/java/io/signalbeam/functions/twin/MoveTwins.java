package io.signalbeam.functions.twin;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has all twins written when the app has another account for them than they are in: that of the region which has taken over,
 * or one that was made after a loss. What was changed last may be lost with the other place; agents know it all the same, and
 * take no generation below it. So every device's goes up by more than can have been lost.
 */
public final class MoveTwins {
    /** Changes of one device's desired state that may be lost. */
    static final int RAISE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(MoveTwins.class);

    private final Transactions transactions;
    private final InstantSource clock;
    private final String home;

    public MoveTwins(Transactions transactions, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
        this.home = TwinHome.of(settings);
    }

    /** Any number of instances may run at once; costs one question when nothing has moved. */
    public void run() {
        boolean settled = transactions.<Boolean>asService(tx -> TwinHomeSql.isSettled(tx, home));
        if (!settled) {
            transactions.<Boolean>asService(this::move);
        }
    }

    private boolean move(Handle tx) {
        boolean moves = TwinHomeSql.move(tx, home, clock.instant());
        if (moves) {
            TwinHomeSql.holdRollouts(tx);
            TwinHomeSql.raiseDevices(tx, RAISE);
            TwinHomeSql.raiseRollouts(tx);
            int queued = TwinHomeSql.queueAll(tx);
            TwinHomeSql.note(tx);
            LOG.warn("The twins move to {}: {} are to be written there", home, queued);
        } else if (TwinHomeSql.end(tx)) {
            LOG.info("The twins have moved to {}", home);
        }
        return moves;
    }
}
