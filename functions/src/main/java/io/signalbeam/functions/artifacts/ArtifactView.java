package io.signalbeam.functions.artifacts;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An artifact, as the API writes it.
 *
 * @param upload where its bytes are to be brought; only in the answer to who may bring them, and only until it is Ready
 */
record ArtifactView(
        String sha256,
        long sizeBytes,
        Status status,
        Instant createdAt,
        String createdBy,
        @Nullable Instant readyAt,
        int versionCount,
        @Nullable Upload upload) {

    enum Status {
        Uploading,
        Ready
    }

    /**
     * @param url Put Block and Put Block List of Blob Storage, or Put Blob for a small file
     * @param blockBytes that a block should have
     */
    record Upload(URI url, int blockBytes, Instant expiresAt) {}

    ArtifactView with(Upload place) {
        return new ArtifactView(sha256, sizeBytes, status, createdAt, createdBy, readyAt, versionCount, place);
    }
}
