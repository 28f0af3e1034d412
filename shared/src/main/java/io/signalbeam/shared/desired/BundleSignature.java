package io.signalbeam.shared.desired;

/**
 * Who vouches for a version of a bundle.
 *
 * @param keyId of the {@link EndorsedKey} that signed
 * @param signature Ed25519 in Base64, over what {@code trust.BundleStatement} says
 */
public record BundleSignature(String keyId, String signature) {}
