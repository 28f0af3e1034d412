package io.signalbeam.shared.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/agent/artifacts/{sha256}}: where the bytes of an artifact are that the device's desired state names.
 *
 * @param url to be read with ranges, good until {@code expiresAt}, without any other credential
 * @param secondUrl the same in another region, for when the first does not answer; absent where there is none
 * @param serverTime the server's clock as it answered
 */
public record ArtifactResponse(String url, @Nullable String secondUrl, Instant expiresAt, Instant serverTime) {

    /** Without the addresses, which let anybody in. */
    @Override
    public String toString() {
        return "ArtifactResponse[until " + expiresAt + "]";
    }
}
