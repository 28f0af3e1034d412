package io.signalbeam.functions.signing;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a signing key by another before it is old, and has the new one sign over what the one before had signed. Both
 * are valid meanwhile; a third is not made before nothing leans on the first. Any number of instances may do it at once.
 */
public final class RotateSigningKey {
    static final Duration LIFE = Duration.ofDays(90);
    /** Whoever still has the ring of before signs with a key that is valid, however soon another is asked for. */
    static final Duration LEAST = SigningKeys.FRESH.multipliedBy(2);

    private static final int BATCH = 100;
    private static final Logger LOG = LoggerFactory.getLogger(RotateSigningKey.class);

    private final Transactions transactions;
    private final SigningKeys keys;
    private final KeyRingStore store;
    private final InstantSource clock;

    public RotateSigningKey(Transactions transactions, SigningKeys keys, KeyRingStore store, InstantSource clock) {
        this.transactions = transactions;
        this.keys = keys;
        this.store = store;
        this.clock = clock;
    }

    /** Makes a new key when it is time for one, and signs over for so long at the most. */
    public void run(Duration budget) {
        var now = clock.instant();
        rotate(now.minus(LIFE), now);
        signOver(now.plus(budget));
    }

    /**
     * Makes a new key before its time, unless the present one is minutes old, or the one before it still vouches for
     * something. Answers whether it did.
     */
    public boolean rotate() {
        var now = clock.instant();
        return rotate(now.minus(LEAST), now);
    }

    private boolean rotate(Instant madeBefore, Instant now) {
        return transactions.asService(tx -> {
            var ring = keys.readOrMake(tx, now);
            keys.announce(tx, ring);
            var current = ring.current();
            if (current.createdAt().isAfter(madeBefore)
                    || SigningSql.anySignedByOthers(tx, current.key().keyId())) {
                return false;
            }
            var next = ring.next(now.truncatedTo(ChronoUnit.MILLIS));
            // First where it is kept: a key that is announced and lost could never be followed by another.
            store.write(next.text());
            keys.announce(tx, next);
            keys.remember(next);
            LOG.info(
                    "bundles are signed with {} from now on, after {}",
                    next.current().key(),
                    current.key());
            return true;
        });
    }

    private void signOver(Instant end) {
        int done = BATCH;
        while (done == BATCH && clock.instant().isBefore(end)) {
            done = transactions.<Integer>asService(this::signOver);
        }
    }

    private int signOver(Handle tx) {
        var ring = keys.readOrMake(tx, clock.instant());
        var current = ring.current().key();
        List<SigningSql.Signed> others = SigningSql.signedByOthers(tx, current.keyId(), BATCH);
        for (var signed : others) {
            if (ring.key(signed.signature().keyId())
                    .filter(key -> key.signed(signed.statement(), signed.signature()))
                    .isPresent()) {
                SigningSql.sign(tx, signed.statement(), current.sign(signed.statement()));
            } else {
                // Signing it would vouch for what nobody published.
                LOG.error("The signature of {} is not valid; the version counts as unsigned", signed.statement());
                SigningSql.unsign(tx, signed.statement());
            }
            SigningSql.queueDevices(tx, signed.statement());
        }
        return others.size();
    }
}
