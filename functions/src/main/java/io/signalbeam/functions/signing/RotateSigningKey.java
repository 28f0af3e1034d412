package io.signalbeam.functions.signing;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
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

    /** For what an answer of the API can wait; the timer does the rest. */
    private static final Duration WHILE_ASKED = Duration.ofSeconds(15);

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

    /**
     * The key that signs from now on.
     *
     * @param generation counts from 1
     * @param rotated whether it was made just now
     */
    public record Rotated(String keyId, int generation, Instant createdAt, boolean rotated) {
        static Rotated of(KeyRing.Generation key, boolean rotated) {
            return new Rotated(key.key().keyId(), key.number(), key.createdAt(), rotated);
        }
    }

    /** Makes a new key when it is time for one, and signs over for so long at the most. */
    public void run(Duration budget) {
        var now = clock.instant();
        transactions.<Optional<Rotated>>asService(tx -> rotate(tx, now.minus(LIFE), now));
        signOver(now.plus(budget));
    }

    /**
     * Makes a new key before its time and signs over as much as an answer can wait for. Nothing is made while the present
     * key is minutes old, or the one before it still vouches for something.
     *
     * @param noted writes down that one was made, in the transaction that makes it
     */
    public Rotated rotate(BiConsumer<Handle, Rotated> noted) {
        var now = clock.instant();
        var rotated = transactions.asService(tx -> {
            var made = rotate(tx, now.minus(LEAST), now);
            made.ifPresent(key -> noted.accept(tx, key));
            return made.orElseGet(() -> Rotated.of(keys.readOrMake(tx, now).current(), false));
        });
        signOver(now.plus(WHILE_ASKED));
        return rotated;
    }

    private Optional<Rotated> rotate(Handle tx, Instant madeBefore, Instant now) {
        var ring = keys.readOrMake(tx, now);
        keys.announce(tx, ring);
        var current = ring.current();
        if (current.createdAt().isAfter(madeBefore)
                || SigningSql.anySignedByOthers(tx, current.key().keyId())) {
            return Optional.empty();
        }
        var next = ring.next(now.truncatedTo(ChronoUnit.MILLIS));
        // First where it is kept: a key that is announced and lost could never be followed by another.
        store.write(next.text());
        keys.announce(tx, next);
        keys.remember(next);
        var made = next.current();
        LOG.info("bundles are signed with {} from now on, after {}", made.key(), current.key());
        return Optional.of(Rotated.of(made, true));
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
