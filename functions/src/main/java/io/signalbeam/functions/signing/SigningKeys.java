package io.signalbeam.functions.signing;

import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.desired.BundleSignature;
import io.signalbeam.shared.desired.BundleSigning;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.trust.BundleStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The keys that bundles are signed with. Made when first needed, by one instance; their public halves are in the
 * database, so that twins can be written while the vault is away.
 */
public final class SigningKeys implements BundleSigner {
    /** An instance may sign with the key before the newest for so long; it is valid, and signed over later. */
    static final Duration FRESH = Duration.ofMinutes(5);

    private final Transactions transactions;
    private final KeyRingStore store;
    private final InstantSource clock;
    private @Nullable KeyRing known;
    private Instant knownAt = Instant.MIN;
    private volatile boolean announced;

    public SigningKeys(Transactions transactions, KeyRingStore store, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public BundleSignature sign(BundleStatement statement) {
        var ring = fresh().orElseGet(
                        () -> transactions.inTenant(statement.tenantId(), tx -> readOrMake(tx, clock.instant())));
        if (!announced) {
            // Not in the caller's transaction, whose role may not write them.
            transactions.afterCommit(() -> {
                transactions.<Boolean>asService(tx -> announce(tx, ring));
                announced = true;
            });
        }
        return ring.current().key().sign(statement);
    }

    /** What a new device begins with. Not to be called inside a transaction. */
    public BundleSigning forEnrollment(TenantId tenant) {
        if (!announced) {
            transactions.<KeyRing>asService(tx -> {
                var ring = readOrMake(tx, clock.instant());
                announce(tx, ring);
                return ring;
            });
            announced = true;
        }
        return transactions.inTenant(
                tenant, tx -> new BundleSigning(SigningSql.required(tx, tenant), SigningSql.keys(tx)));
    }

    /** The ring as it is now, made when there is none. Nobody else makes or changes it until the transaction ends. */
    KeyRing readOrMake(Handle tx, Instant now) {
        SigningSql.lock(tx);
        var ring = store.read().map(KeyRing::parse).orElse(null);
        if (ring == null) {
            ring = KeyRing.first(now.truncatedTo(ChronoUnit.MILLIS));
            store.write(ring.text());
        }
        remember(ring);
        return ring;
    }

    /** Puts the public halves where twins are made of. As the service. */
    boolean announce(Handle tx, KeyRing ring) {
        SigningSql.add(tx, ring);
        return true;
    }

    synchronized void remember(KeyRing ring) {
        known = ring;
        knownAt = clock.instant();
    }

    private Optional<KeyRing> fresh() {
        synchronized (this) {
            if (known != null && clock.instant().isBefore(knownAt.plus(FRESH))) {
                return Optional.of(known);
            }
        }
        var read = store.read().map(KeyRing::parse);
        read.ifPresent(this::remember);
        return read;
    }
}
