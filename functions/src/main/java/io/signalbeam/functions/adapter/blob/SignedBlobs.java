package io.signalbeam.functions.adapter.blob;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Addresses with which anybody does one thing to one blob for a while. They are signed with the account's key where the app
 * has it, and else with a key that the app's identity is given for a while.
 */
final class SignedBlobs {
    /** Clocks differ. */
    private static final Duration EARLY = Duration.ofMinutes(5);

    private static final Duration KEY_GOOD = Duration.ofHours(8);

    private final Blobs blobs;
    private final InstantSource clock;
    private @Nullable UserDelegationKey key;

    SignedBlobs(Blobs blobs, InstantSource clock) {
        this.blobs = blobs;
        this.clock = clock;
    }

    URI sign(String containerName, String name, BlobSasPermission permission, Instant until) {
        var values = new BlobServiceSasSignatureValues(utc(until), permission)
                .setStartTime(utc(clock.instant().minus(EARLY)));
        return blobs.in(containerName, container -> {
            var blob = container.getBlobClient(name);
            var signature = blobs.hasKey() ? blob.generateSas(values) : delegated(blob, values, until);
            // With plain slashes, so that what is fetched is saved under the last part of its name.
            return URI.create(blob.getBlobUrl().replace("%2F", "/") + "?" + signature);
        });
    }

    private String delegated(BlobClient blob, BlobServiceSasSignatureValues values, Instant until) {
        return blob.generateUserDelegationSas(values, key(blob, until));
    }

    private synchronized UserDelegationKey key(BlobClient blob, Instant until) {
        if (key == null || key.getSignedExpiry().toInstant().isBefore(until)) {
            var now = clock.instant();
            key = blob.getContainerClient()
                    .getServiceClient()
                    .getUserDelegationKey(utc(now.minus(EARLY)), utc(now.plus(KEY_GOOD)));
        }
        return key;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
