package io.signalbeam.shared.credential;

import io.signalbeam.shared.hash.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What the cloud keeps of a secret: SHA-256 over 16 bytes of salt and the secret's bytes. One fast hash is enough, since
 * the secrets are 256 random bits and cannot be guessed. Text form: {@code <salt>.<hash>}, both base64url without
 * padding.
 */
public final class CredentialHash {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final byte[] salt;
    private final byte[] hash;

    private CredentialHash(byte[] salt, byte[] hash) {
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes with a new salt. */
    public static CredentialHash of(byte[] secret) {
        var salt = Secret.randomBytes(SALT_BYTES);
        return new CredentialHash(salt, hash(salt, secret));
    }

    /** Empty for anything but a text that {@link #encoded} gave. */
    public static Optional<CredentialHash> parse(String encoded) {
        int dot = encoded.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            var salt = Base64.getUrlDecoder().decode(encoded.substring(0, dot));
            var hash = Base64.getUrlDecoder().decode(encoded.substring(dot + 1));
            return salt.length == SALT_BYTES && hash.length == HASH_BYTES
                    ? Optional.of(new CredentialHash(salt, hash))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Whether this is the hash of that secret; takes as long when it is not. */
    public boolean matches(byte[] secret) {
        return MessageDigest.isEqual(hash, hash(salt, secret));
    }

    public String encoded() {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(salt) + "." + base64.encodeToString(hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CredentialHash that
                && MessageDigest.isEqual(salt, that.salt)
                && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    /** Says nothing of the hash. */
    @Override
    public String toString() {
        return "CredentialHash[***]";
    }

    private static byte[] hash(byte[] salt, byte[] secret) {
        var sha256 = Sha256.digest();
        sha256.update(salt);
        return sha256.digest(secret);
    }
}
