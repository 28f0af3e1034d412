package io.signalbeam.shared.api;

import java.time.Instant;
import java.util.List;

/**
 * @param generation of the desired state that the versions are of
 * @param serverTime the server's clock as it answered
 */
public record SecretsResponse(long generation, List<SealedSecret> secrets, Instant serverTime) {

    public SecretsResponse {
        secrets = List.copyOf(secrets == null ? List.of() : secrets);
    }

    /**
     * A value that one device alone can read.
     *
     * @param enc the encapsulated key, 32 bytes in Base64
     * @param ciphertext with its tag, in Base64
     */
    public record SealedSecret(String name, String version, String enc, String ciphertext) {}
}
