package io.signalbeam.shared.desired;

import org.jspecify.annotations.Nullable;

/**
 * A public key that bundles are signed with, vouched for by the one before it.
 *
 * @param id the first 16 hexadecimal digits of the public key's SHA-256
 * @param publicKey Ed25519, X.509 SubjectPublicKeyInfo in Base64
 * @param endorsedBy id of the key before it; absent for the first there was
 * @param endorsement that key's signature, Ed25519 in Base64
 */
public record EndorsedKey(
        String id,
        String publicKey,
        @Nullable String endorsedBy,
        @Nullable String endorsement) {}
