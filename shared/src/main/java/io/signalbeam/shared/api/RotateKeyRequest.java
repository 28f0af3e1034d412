package io.signalbeam.shared.api;

/**
 * {@code POST /api/agent/keys/rotate}: from now on this device has one more key. The device makes the key, and keeps it
 * durably before it asks, so that an answer that got lost costs nothing: it asks again for the same one. The secret
 * itself does not travel here.
 *
 * @param keyId of the new key, as {@link io.signalbeam.shared.credential.DeviceKey} has it
 * @param hash of the new key's secret: {@link io.signalbeam.shared.credential.CredentialHash#encoded()}
 */
public record RotateKeyRequest(String keyId, String hash) {}
