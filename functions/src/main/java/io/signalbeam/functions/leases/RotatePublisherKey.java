package io.signalbeam.functions.leases;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.PlatformAudit;
import io.signalbeam.functions.leases.PublisherKeyCare.State;
import io.signalbeam.functions.leases.PublisherKeyCare.Step;
import io.signalbeam.functions.leases.PublisherPolicy.Keys;
import io.signalbeam.functions.leases.PublisherPolicy.Slot;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the key that devices' tokens are signed with young. Every step is one change of the policy or of the vault, and
 * whatever a crash left half done is found and done by the next run; any number of instances may run at once.
 */
public final class RotatePublisherKey {
    private static final Logger LOG = LoggerFactory.getLogger(RotatePublisherKey.class);

    private final Transactions transactions;
    private final PublisherPolicy policy;
    private final PublisherKeyStore store;
    private final PlatformAudit audit;
    private final InstantSource clock;
    private final boolean configured;

    public RotatePublisherKey(
            Transactions transactions,
            PublisherPolicy policy,
            PublisherKeyStore store,
            PlatformAudit audit,
            Settings settings,
            InstantSource clock) {
        this.transactions = transactions;
        this.policy = policy;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.configured = settings.eventHubs().publisherPolicy() != null;
    }

    /**
     * How it stands after a rotation that was asked for.
     *
     * @param keyName of the policy
     * @param inUseSince when the key in use was put there
     * @param leasesEndAt when the last lease with the key before ends at the latest, and that key with it; null when it
     *     has ended already
     */
    public record Rotated(
            String keyName, Instant inUseSince, @Nullable Instant leasesEndAt) {}

    /** @param endLeases whether the key before ends at once, and all leases with it; devices then ask for others */
    public record Wish(@Nullable Boolean endLeases) {}

    /** Does what is due, if anything. */
    public void run() {
        if (!configured) {
            LOG.warn("the key of devices' tokens does not rotate: SIGNALBEAM_EVENTHUB_POLICY names no policy");
            return;
        }
        transactions.<Boolean>asService(tx -> {
            var known = PublisherKeySql.lock(tx);
            var keys = policy.keys();
            var vault = PublisherKey.parse(store.read());
            var now = now();
            var state = known.orElseGet(() -> begin(tx, vault, keys, now));
            return switch (PublisherKeyCare.decide(state, vault, keys, now)) {
                case Step.Wait ignored -> false;
                case Step.PutBack back -> {
                    LOG.warn("the vault's key for devices' tokens is not the one in use of {}", keys.keyName());
                    yield use(tx, keys, back.spareWasUsed() ? state.spareWasUsed(now) : state);
                }
                case Step.RenewSpare ignored -> {
                    policy.regenerate(state.inUse().other());
                    LOG.info("the key of {} that was in use before has ended", keys.keyName());
                    PublisherKeySql.put(tx, state.spareIsNew());
                    yield true;
                }
                case Step.UseSpare ignored -> {
                    LOG.info("devices' tokens are signed with the other key of {}", keys.keyName());
                    yield use(tx, keys, state.turned(now));
                }
            };
        });
    }

    /** Puts a new key in use before its time, as somebody asked. */
    public Outcome<Rotated> rotate(Person person, Wish wish) {
        if (!configured) {
            return Outcome.conflict(ErrorCode.CONFLICT, "SIGNALBEAM_EVENTHUB_POLICY names no policy.");
        }
        boolean endLeases = Boolean.TRUE.equals(wish.endLeases());
        return transactions.asService(tx -> {
            var known = PublisherKeySql.lock(tx);
            var keys = policy.keys();
            var now = now();
            var state = known.isPresent() ? known.get() : begin(tx, PublisherKey.parse(store.read()), keys, now);
            var busyUntil = state.spareBusyUntil();
            if (busyUntil != null) {
                if (!endLeases && now.isBefore(busyUntil)) {
                    return Outcome.conflict(
                            ErrorCode.CONFLICT,
                            "The policy's other key may have leases until " + busyUntil
                                    + "; endLeases ends them before their time.");
                }
                // Whoever knew the one in use may know this one.
                keys = policy.regenerate(state.inUse().other());
            }
            var next = state.turned(now);
            use(tx, keys, next);
            if (endLeases) {
                policy.regenerate(state.inUse());
                PublisherKeySql.put(tx, next.spareIsNew());
            }
            audit.record(
                    tx,
                    person,
                    "publisher-key.rotate",
                    "publisher-key",
                    keys.keyName(),
                    Map.of("endLeases", endLeases));
            return Outcome.done(new Rotated(keys.keyName(), now, endLeases ? null : next.spareBusyUntil()));
        });
    }

    private static State begin(Handle tx, PublisherKey vault, Keys keys, Instant now) {
        var state = State.begin(keys.secondary().equals(vault.key()) ? Slot.SECONDARY : Slot.PRIMARY, now);
        PublisherKeySql.put(tx, state);
        return state;
    }

    private boolean use(Handle tx, Keys keys, State state) {
        store.write(new PublisherKey(keys.keyName(), keys.of(state.inUse())).text());
        PublisherKeySql.put(tx, state);
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
