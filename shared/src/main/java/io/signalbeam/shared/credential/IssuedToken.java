package io.signalbeam.shared.credential;

import java.util.Optional;
import java.util.UUID;

/**
 * A bearer token that the API gives out itself: {@code <prefix><id>_<secret>}, the id as 32 lower-case hexadecimal digits.
 *
 * @param secret 43 characters of base64url, for 32 random bytes
 */
public record IssuedToken(Kind kind, UUID tokenId, String secret) {
    private static final int ID_DIGITS = 32;

    /** Whom a token is for; told apart by their prefixes, which scanners for leaked secrets can look for. */
    public enum Kind {
        /** A person's scripts. */
        PERSONAL("sbp_"),
        /** One run of a pipeline. */
        PIPELINE("sbc_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        public String prefix() {
            return prefix;
        }
    }

    /** @throws IllegalArgumentException when the secret has another form; the message does not repeat it */
    public IssuedToken {
        Secret.require(secret);
    }

    /** A new secret for a token. */
    public static IssuedToken random(Kind kind, UUID tokenId) {
        return new IssuedToken(kind, tokenId, Secret.random());
    }

    /** Empty for anything but the canonical text of that kind. */
    public static Optional<IssuedToken> parse(Kind kind, String text) {
        return Secret.split(text, kind.prefix, ID_DIGITS)
                .map(parts -> new IssuedToken(kind, Secret.uuid(parts[0]), parts[1]));
    }

    public byte[] secretBytes() {
        return Secret.require(secret);
    }

    /** The whole token, secret included. */
    public String text() {
        return kind.prefix + Secret.hex(tokenId) + "_" + secret;
    }

    /** Without the secret, so that a token in a log is harmless. */
    @Override
    public String toString() {
        return kind.prefix + Secret.hex(tokenId) + "_***";
    }
}
