package io.signalbeam.functions.adapter.blob;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import io.signalbeam.functions.artifacts.ArtifactStore;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts as {@code <tenant>/<sha256>}, in the container {@value #CONTAINER}. Addresses are signed with the account's key
 * where the app has it, and else with a key that the app's identity is given for a while.
 */
public final class BlobArtifactStore implements ArtifactStore {
    static final String CONTAINER = "artifacts";
    private static final int PIECE_BYTES = 4 * 1024 * 1024;
    /** Clocks differ. */
    private static final Duration EARLY = Duration.ofMinutes(5);

    private static final Duration KEY_GOOD = Duration.ofHours(8);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ACCOUNT = Pattern.compile("([a-z0-9]{3,24})(\\.blob\\..+)");

    private final Blobs blobs;
    private final InstantSource clock;
    private @Nullable UserDelegationKey key;

    public BlobArtifactStore(Blobs blobs, InstantSource clock) {
        this.blobs = blobs;
        this.clock = clock;
    }

    @Override
    public URI forWriting(File file, Instant until) {
        return signed(file, new BlobSasPermission().setCreatePermission(true).setWritePermission(true), until);
    }

    @Override
    public Addresses forReading(File file, Instant until) {
        var first = signed(file, new BlobSasPermission().setReadPermission(true), until);
        return new Addresses(first, second(first).orElse(null));
    }

    @Override
    public OptionalLong size(File file) {
        return blobs.in(CONTAINER, container -> {
            try {
                return OptionalLong.of(
                        container.getBlobClient(name(file)).getProperties().getBlobSize());
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                    return OptionalLong.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public InputStream open(File file) {
        return blobs.in(
                CONTAINER,
                container -> container
                        .getBlobClient(name(file))
                        .openInputStream(new BlobInputStreamOptions().setBlockSize(PIECE_BYTES)));
    }

    @Override
    public void delete(File file) {
        blobs.<Boolean>in(
                CONTAINER, container -> container.getBlobClient(name(file)).deleteIfExists());
    }

    /** Of an account that is read in a second region too, as Azure names it there; the signature holds for both. */
    static Optional<URI> second(URI first) {
        var host = ACCOUNT.matcher(String.valueOf(first.getHost()));
        return host.matches()
                ? Optional.of(URI.create(first.toString()
                        .replaceFirst(Pattern.quote(first.getHost()), host.group(1) + "-secondary" + host.group(2))))
                : Optional.empty();
    }

    private URI signed(File file, BlobSasPermission permission, Instant until) {
        var values = new BlobServiceSasSignatureValues(utc(until), permission)
                .setStartTime(utc(clock.instant().minus(EARLY)));
        return blobs.in(CONTAINER, container -> {
            var blob = container.getBlobClient(name(file));
            var signature = blobs.hasKey() ? blob.generateSas(values) : delegated(blob, values, until);
            return URI.create(blob.getBlobUrl() + "?" + signature);
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

    static String name(File file) {
        if (!HASH.matcher(file.sha256()).matches()) {
            throw new IllegalArgumentException("not a hash: " + file.sha256());
        }
        return file.tenant() + "/" + file.sha256();
    }
}
