package io.signalbeam.agent.identity;

import io.signalbeam.shared.api.RotateKeyRequest;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;

/**
 * A key that the cloud may or may not know yet: kept on disk before it is told, so that it can be told again.
 *
 * @param keyId and secret as in the key; the request must be the same at each try
 * @param hash salted, as the cloud keeps it
 */
record NextKey(String key, String keyId, String hash) {

    static NextKey make(DeviceId device) {
        var key = DeviceKey.random(device);
        return new NextKey(
                key.text(), key.keyId(), CredentialHash.of(key.secretBytes()).encoded());
    }

    RotateKeyRequest request() {
        return new RotateKeyRequest(keyId, hash);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "NextKey[" + keyId + "]";
    }
}
