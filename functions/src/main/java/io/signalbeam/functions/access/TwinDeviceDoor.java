package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.twin.DevicePass;
import io.signalbeam.functions.twin.MissingTwins;
import io.signalbeam.functions.twin.RecentTwins;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lets devices in by one point read of their twin, or by none where a reading of a moment ago is enough. */
public final class TwinDeviceDoor implements DeviceDoor {
    private final RecentTwins twins;
    private final MissingTwins missing;
    private final InstantSource clock;

    public TwinDeviceDoor(RecentTwins twins, MissingTwins missing, InstantSource clock) {
        this.twins = twins;
        this.missing = missing;
        this.clock = clock;
    }

    @Override
    public Outcome<AuthenticatedDevice> authenticate(@Nullable String apiKey, Predicate<DevicePass> enough) {
        if (apiKey == null) {
            return unauthenticated(ErrorCode.AUTHENTICATION_REQUIRED, "Send the device's key: X-API-Key.");
        }
        var key = DeviceKey.parse(apiKey.strip()).orElse(null);
        if (key == null) {
            return unknown();
        }
        var now = clock.instant();
        var remembered = twins.remembered(key.deviceId())
                .filter(enough)
                .map(pass -> admit(pass, key, now))
                // A refusal is never remembered: the key may be new, and the device enabled again.
                .filter(Outcome.Done.class::isInstance)
                .map(admitted -> admitted.map(pass -> AuthenticatedDevice.remembered(key.keyId(), pass)));
        return remembered.orElseGet(() -> twins.read(key.deviceId())
                .map(twin -> admit(twin.pass(), key, now).map(pass -> AuthenticatedDevice.read(key.keyId(), twin)))
                .orElseGet(this::missing));
    }

    /** Whose twin is still to come is asked to come again, and never told that its key is wrong. */
    private <T> Outcome<T> missing() {
        missing.check();
        return unknown();
    }

    /** The lifecycle is told only to who has the key. */
    private static Outcome<DevicePass> admit(DevicePass pass, DeviceKey key, Instant now) {
        if (!knows(pass, key, now)) {
            return unknown();
        }
        return switch (pass.lifecycle()) {
            case Active -> Outcome.done(pass);
            case Disabled -> forbidden(ErrorCode.DEVICE_DISABLED, "An operator has disabled this device.");
            case Decommissioned ->
                forbidden(ErrorCode.DEVICE_DECOMMISSIONED, "This device was decommissioned; enrol it anew.");
        };
    }

    private static boolean knows(DevicePass pass, DeviceKey key, Instant now) {
        return pass.keys().stream()
                .filter(known -> known.notAfter() == null || now.isBefore(known.notAfter()))
                .filter(known -> known.id().equals(ownPart(key)))
                .map(known -> CredentialHash.parse(known.hash()))
                .flatMap(Optional::stream)
                .anyMatch(hash -> hash.matches(key.secretBytes()));
    }

    /** As {@link #ownPart(DeviceKey)}, of a key's id alone; empty when it is none of this device's. */
    public static Optional<String> ownPart(DeviceId device, String keyId) {
        return Optional.of(keyId)
                .filter(id -> id.matches("[0-9a-f]{40}"))
                .filter(id -> id.startsWith(device.toString().replace("-", "")))
                .map(id -> id.substring(32));
    }

    /** What tells a device's keys apart, and the id under which they are stored: the last eight digits. */
    public static String ownPart(DeviceKey key) {
        return key.keyId().substring(32);
    }

    private static <T> Outcome<T> unknown() {
        return unauthenticated(ErrorCode.DEVICE_KEY_INVALID, "The device key is not known, or its time has ended.");
    }

    private static <T> Outcome<T> unauthenticated(ErrorCode code, String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(code, detail));
    }

    private static <T> Outcome<T> forbidden(ErrorCode code, String detail) {
        return Outcome.refused(new Refusal.Forbidden(code, detail));
    }
}
