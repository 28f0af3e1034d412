package io.signalbeam.shared.credential;

import io.signalbeam.shared.id.DeviceId;
import java.util.Optional;

/**
 * A device's key, sent as {@code X-API-Key}: {@code sbd_<keyId>_<secret>}.
 *
 * @param keyId the 32 hexadecimal digits of the device's id and then 8 of the key's own, in lower case; no secret, and
 *     enough to find the device without a look-up by hash
 * @param secret 43 characters of base64url, for 32 random bytes
 */
public record DeviceKey(String keyId, String secret) {
    public static final String PREFIX = "sbd_";
    private static final int DEVICE_DIGITS = 32;
    private static final int OWN_BYTES = 4;
    private static final int ID_DIGITS = DEVICE_DIGITS + 2 * OWN_BYTES;

    /** @throws IllegalArgumentException when either part has another form; the message does not repeat it */
    public DeviceKey {
        if (keyId.length() != ID_DIGITS || !Secret.isLowerHex(keyId)) {
            throw new IllegalArgumentException("a key's id has " + ID_DIGITS + " lower-case hexadecimal digits");
        }
        Secret.require(secret);
    }

    /** A new key with a new secret. */
    public static DeviceKey random(DeviceId device) {
        return new DeviceKey(Secret.hex(device.value()) + Secret.hex(Secret.randomBytes(OWN_BYTES)), Secret.random());
    }

    /** Empty for anything but the canonical text. */
    public static Optional<DeviceKey> parse(String text) {
        return Secret.split(text, PREFIX, ID_DIGITS).map(parts -> new DeviceKey(parts[0], parts[1]));
    }

    /** The device that the key claims to be of; true only once the secret has been checked. */
    public DeviceId deviceId() {
        return new DeviceId(Secret.uuid(keyId));
    }

    public byte[] secretBytes() {
        return Secret.require(secret);
    }

    /** The whole key, secret included. */
    public String text() {
        return PREFIX + keyId + "_" + secret;
    }

    /** Without the secret, so that a key in a log is harmless. */
    @Override
    public String toString() {
        return PREFIX + keyId + "_***";
    }
}
