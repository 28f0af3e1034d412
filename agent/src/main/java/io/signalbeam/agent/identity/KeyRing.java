package io.signalbeam.agent.identity;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.RotateKeyRequest;
import io.signalbeam.shared.api.RotateKeyResponse;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that the device shows, and its change. Whatever is cut off wherever, the file holds a key that lets the device
 * in:
 *
 * <ol>
 *   <li>A new key is made and saved beside the present one. Nobody else knows of it.
 *   <li>The cloud is told its hash. Did it hear? Both keys are on disk: the present one is good for the overlap, in which
 *       the cloud is told again; after it, only the new one is, and only if it heard.
 *   <li>The cloud has answered: the new key takes its place, and the one before is kept.
 *   <li>The new key was accepted: the one before is forgotten.
 * </ol>
 *
 * <p>So whenever the cloud refuses one, the other is tried.
 */
public final class KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final String REFUSED = "device-key-invalid";
    private static final String CONFLICT = "conflict";

    /** A call to the cloud. */
    @FunctionalInterface
    public interface Use<T> {
        T by(String key) throws InterruptedException;
    }

    /** Where a new key is told. */
    @FunctionalInterface
    public interface Registry {
        RotateKeyResponse rotate(String key, RotateKeyRequest request) throws InterruptedException;
    }

    private final Consumer<DeviceIdentity> file;
    private volatile DeviceIdentity identity;

    KeyRing(Consumer<DeviceIdentity> file, DeviceIdentity identity) {
        this.file = file;
        this.identity = identity;
    }

    /** For looking only, beside an agent that runs: nothing is written. */
    public static KeyRing toLook(DeviceIdentity identity) {
        return new KeyRing(seen -> {}, identity);
    }

    public DeviceIdentity identity() {
        return identity;
    }

    /**
     * Calls with the key that the cloud accepts.
     *
     * @throws PermanentFailure of the last key that was tried, when the cloud accepts none
     */
    public <T> T with(Use<T> use) throws InterruptedException {
        var first = identity.deviceKey();
        try {
            var answer = use.by(first);
            accepted(first);
            return answer;
        } catch (PermanentFailure e) {
            if (!e.code().equals(REFUSED)) {
                throw e;
            }
            return otherwise(use, first, e);
        }
    }

    private <T> T otherwise(Use<T> use, String refused, PermanentFailure why) throws InterruptedException {
        var last = why;
        // As it is now: another thread may have changed it since.
        for (var key : others(identity, refused)) {
            try {
                var answer = use.by(key);
                accepted(key);
                return answer;
            } catch (PermanentFailure e) {
                if (!e.code().equals(REFUSED)) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private static List<String> others(DeviceIdentity ring, String refused) {
        var keys = new ArrayList<String>();
        keys.add(ring.deviceKey());
        var next = ring.nextKey();
        if (next != null) {
            keys.add(next.key());
        }
        var former = ring.formerKey();
        if (former != null) {
            keys.add(former);
        }
        keys.removeIf(refused::equals);
        return keys;
    }

    /**
     * Changes the key, or goes on with a change that was cut off.
     *
     * @throws UncheckedIOException when the disk refuses the new key; the cloud was not told of it then
     * @throws TransientFailure when the cloud is away; the next call goes on
     */
    public void rotate(Registry registry) throws InterruptedException {
        var next = begin();
        try {
            var answer = with(key -> registry.rotate(key, next.request()));
            replace(next, answer.serverTime());
        } catch (PermanentFailure e) {
            if (e.code().equals(CONFLICT)) {
                abandon(next);
                throw new TransientFailure(e.code(), "the new key is not taken: " + e.reason(), e);
            }
            throw e;
        }
        LOG.info("the device has a new key, {}", next.keyId());
    }

    private synchronized NextKey begin() {
        var there = identity.nextKey();
        if (there != null) {
            return there;
        }
        var next = NextKey.make(identity.deviceId());
        var begun = identity.with(identity.deviceKey(), identity.since(), next, identity.formerKey());
        file.accept(begun);
        identity = begun;
        return next;
    }

    private synchronized void replace(NextKey next, Instant since) {
        if (next.equals(identity.nextKey())) {
            keep(identity.with(next.key(), since, null, identity.deviceKey()));
        } else if (next.key().equals(identity.deviceKey())) {
            keep(identity.with(next.key(), since, null, identity.formerKey()));
        }
    }

    private synchronized void abandon(NextKey next) {
        if (next.equals(identity.nextKey())) {
            keep(identity.with(identity.deviceKey(), identity.since(), null, identity.formerKey()));
        }
    }

    private void accepted(String key) {
        var ring = identity;
        boolean settles = ring.formerKey() != null && key.equals(ring.deviceKey());
        if (settles || isNext(ring, key)) {
            settle(key);
        }
    }

    private static boolean isNext(DeviceIdentity ring, String key) {
        var next = ring.nextKey();
        return next != null && next.key().equals(key);
    }

    private synchronized void settle(String key) {
        if (key.equals(identity.deviceKey())) {
            keep(identity.with(key, identity.since(), identity.nextKey(), null));
        } else if (isNext(identity, key)) {
            // Told before, though the answer never came. How long ago is not known; a change too early does no harm.
            keep(identity.with(key, identity.since(), null, null));
        }
    }

    /** The cloud has the key already: what cannot be written now is found again by trying. */
    private void keep(DeviceIdentity changed) {
        identity = changed;
        try {
            file.accept(changed);
        } catch (UncheckedIOException e) {
            LOG.warn("{}; the change of the device's key is kept in memory only", e.getMessage());
        }
    }
}
