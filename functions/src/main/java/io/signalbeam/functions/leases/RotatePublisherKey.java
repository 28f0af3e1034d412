package io.signalbeam.functions.leases;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.PlatformAudit;
import io.signalbeam.functions.leases.PublisherKeyCare.State;
import io.signalbeam.functions.leases.PublisherKeyCare.Step;
import io.signalbeam.functions.leases.PublisherPolicy.Keys;
import io.signalbeam.functions.leases.PublisherPolicy.Slot;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the keys that devices' tokens are signed with young, one of each namespace. Every step is one change of the policy or of the vault, and
 * whatever a crash left half done is found and done by the next run; any number of instances may run at once.
 */
public final class RotatePublisherKey {
    private static final Logger LOG = LoggerFactory.getLogger(RotatePublisherKey.class);

    private final Transactions transactions;
    private final PublisherPolicy policy;
    private final PublisherKeyStore store;
    private final PlatformAudit audit;
    private final InstantSource clock;
    private final List<Place> places;

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
        this.places = EventHubNamespace.all(settings.eventHubs()).stream()
                .flatMap(namespace -> Stream.ofNullable(namespace.policy())
                        .map(policyId -> new Place(policyId, namespace.keySecret())))
                .toList();
    }

    /** A namespace's policy, and the secret that has the key in use. */
    private record Place(String policy, String secret) {}

    /** One of them as it stands. */
    private record Held(Place place, Keys keys, State state) {}

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

    /** Does what is due, if anything, for each namespace; one that fails keeps none of the others from it. */
    public void run() {
        if (places.isEmpty()) {
            LOG.warn("the key of devices' tokens does not rotate: SIGNALBEAM_EVENTHUB_POLICY names no policy");
            return;
        }
        var failures = new ArrayList<RuntimeException>();
        for (var place : places) {
            try {
                transactions.<Boolean>asService(tx -> care(tx, place));
            } catch (TransientFailure | PermanentFailure e) {
                LOG.warn("the key of {} could not be looked after: {}", place.policy(), e.getMessage());
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private boolean care(Handle tx, Place place) {
        PublisherKeySql.lock(tx);
        var vault = PublisherKey.parse(store.read(place.secret()));
        var now = now();
        var held = hold(tx, place, vault, now);
        var state = held.state();
        return switch (PublisherKeyCare.decide(state, vault, held.keys(), now)) {
            case Step.Wait ignored -> false;
            case Step.PutBack back -> {
                LOG.warn("the vault's {} is not the key in use of {}", place.secret(), place.policy());
                yield use(tx, place, held.keys(), back.spareWasUsed() ? state.spareWasUsed(now) : state);
            }
            case Step.RenewSpare ignored -> {
                policy.regenerate(place.policy(), state.inUse().other());
                LOG.info("the key of {} that was in use before has ended", place.policy());
                PublisherKeySql.put(tx, place.secret(), state.spareIsNew());
                yield true;
            }
            case Step.UseSpare ignored -> {
                LOG.info("devices' tokens are signed with the other key of {}", place.policy());
                yield use(tx, place, held.keys(), state.turned(now));
            }
        };
    }

    /** Puts a new key in use before its time, as somebody asked: at each namespace, or at none. */
    public Outcome<Rotated> rotate(Person person, Wish wish) {
        if (places.isEmpty()) {
            return Outcome.conflict(ErrorCode.CONFLICT, "SIGNALBEAM_EVENTHUB_POLICY names no policy.");
        }
        boolean endLeases = Boolean.TRUE.equals(wish.endLeases());
        return transactions.asService(tx -> {
            PublisherKeySql.lock(tx);
            var now = now();
            var all = places.stream()
                    .map(place -> hold(tx, place, PublisherKey.parse(store.read(place.secret())), now))
                    .toList();
            var busyUntil = all.stream()
                    .flatMap(held -> Stream.ofNullable(held.state().spareBusyUntil()))
                    .max(Comparator.naturalOrder());
            if (!endLeases && busyUntil.filter(now::isBefore).isPresent()) {
                return Outcome.conflict(
                        ErrorCode.CONFLICT,
                        "The policy's other key may have leases until " + busyUntil.get()
                                + "; endLeases ends them before their time.");
            }
            all.forEach(held -> turn(tx, held, endLeases, now));
            var keyName = all.getFirst().keys().keyName();
            audit.record(tx, person, "publisher-key.rotate", "publisher-key", keyName, Map.of("endLeases", endLeases));
            return Outcome.done(new Rotated(keyName, now, endLeases ? null : now.plus(PublisherKeyCare.LEASES_END)));
        });
    }

    private void turn(Handle tx, Held held, boolean endLeases, Instant now) {
        var place = held.place();
        var inUse = held.state().inUse();
        // Whoever knew the one in use may know a spare one that was in use before.
        var keys =
                held.state().spareBusyUntil() == null ? held.keys() : policy.regenerate(place.policy(), inUse.other());
        var next = held.state().turned(now);
        use(tx, place, keys, next);
        if (endLeases) {
            policy.regenerate(place.policy(), inUse);
            PublisherKeySql.put(tx, place.secret(), next.spareIsNew());
        }
    }

    private Held hold(Handle tx, Place place, PublisherKey vault, Instant now) {
        var keys = policy.keys(place.policy());
        var known = PublisherKeySql.find(tx, place.secret());
        if (known.isPresent()) {
            return new Held(place, keys, known.get());
        }
        var state = State.begin(keys.secondary().equals(vault.key()) ? Slot.SECONDARY : Slot.PRIMARY, now);
        PublisherKeySql.put(tx, place.secret(), state);
        return new Held(place, keys, state);
    }

    private boolean use(Handle tx, Place place, Keys keys, State state) {
        store.write(place.secret(), new PublisherKey(keys.keyName(), keys.of(state.inUse())).text());
        PublisherKeySql.put(tx, place.secret(), state);
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
