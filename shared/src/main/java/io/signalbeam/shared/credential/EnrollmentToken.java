package io.signalbeam.shared.credential;

import java.util.Optional;
import java.util.UUID;

/**
 * What lets new devices into a tenant: {@code sbe_<tokenId>_<secret>}, the id as 32 lower-case hexadecimal digits.
 *
 * @param secret 43 characters of base64url, for 32 random bytes
 */
public record EnrollmentToken(UUID tokenId, String secret) {
    public static final String PREFIX = "sbe_";
    private static final int ID_DIGITS = 32;

    /** @throws IllegalArgumentException when the secret has another form; the message does not repeat it */
    public EnrollmentToken {
        Secret.require(secret);
    }

    /** A new secret for a token. */
    public static EnrollmentToken random(UUID tokenId) {
        return new EnrollmentToken(tokenId, Secret.random());
    }

    /** Empty for anything but the canonical text. */
    public static Optional<EnrollmentToken> parse(String text) {
        return Secret.split(text, PREFIX, ID_DIGITS).map(parts -> new EnrollmentToken(Secret.uuid(parts[0]), parts[1]));
    }

    public byte[] secretBytes() {
        return Secret.require(secret);
    }

    /** The whole token, secret included. */
    public String text() {
        return PREFIX + Secret.hex(tokenId) + "_" + secret;
    }

    /** Without the secret, so that a token in a log is harmless. */
    @Override
    public String toString() {
        return PREFIX + Secret.hex(tokenId) + "_***";
    }
}
