package io.signalbeam.functions.adapter.blob;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ConsistentReadControl;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import io.signalbeam.functions.exports.TenantBlobs;
import io.signalbeam.shared.id.TenantId;
import java.io.InputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the other stores of this package keep, found by the tenant's id in its names. */
public final class BlobTenantBlobs implements TenantBlobs {
    private static final int PIECE = 4 << 20;

    private final Blobs blobs;

    public BlobTenantBlobs(Blobs blobs) {
        this.blobs = blobs;
    }

    @Override
    public Stream<Blob> list(TenantId tenant, Kind kind, @Nullable String after) {
        return switch (kind) {
            case MANIFESTS, COMMAND_OUTPUTS, PARKED_EVENTS -> below(kind, "", tenant + "/", after);
            case ARCHIVE -> below(kind, "", "tenant=" + tenant + "/", after);
            // By the day on which they go, first.
            case LOGS ->
                BlobLogStore.days(blobs).stream()
                        .sorted()
                        .filter(day -> after == null || day.compareTo(after.substring(0, day.length())) >= 0)
                        .flatMap(day -> below(kind, day, tenant + "/", after));
        };
    }

    private Stream<Blob> below(Kind kind, String day, String own, @Nullable String after) {
        return blobs.in(
                container(kind),
                container -> container.listBlobs(new ListBlobsOptions().setPrefix(day + own), null).stream()
                        .filter(item -> after == null || item.getName().compareTo(after) > 0)
                        .map(item -> blob(item, day, own)));
    }

    private static Blob blob(BlobItem item, String day, String own) {
        var length = item.getProperties().getContentLength();
        return new Blob(
                item.getName(),
                day + item.getName().substring(day.length() + own.length()),
                length == null ? 0 : length);
    }

    @Override
    public @Nullable InputStream open(Kind kind, Blob blob) {
        if (blob.bytes() == 0) {
            return InputStream.nullInputStream();
        }
        return blobs.<@Nullable InputStream>in(container(kind), container -> {
            try {
                // Logs grow meanwhile: what was there when they were listed stays as it was.
                return container
                        .getBlobClient(blob.name())
                        .openInputStream(new BlobInputStreamOptions()
                                .setRange(new BlobRange(0, blob.bytes()))
                                .setConsistentReadControl(ConsistentReadControl.NONE)
                                .setBlockSize(PIECE));
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                    return null;
                }
                throw e;
            }
        });
    }

    private static String container(Kind kind) {
        return switch (kind) {
            case MANIFESTS -> BlobManifestStore.CONTAINER;
            case COMMAND_OUTPUTS -> BlobCommandOutputs.CONTAINER;
            case PARKED_EVENTS -> BlobParkingStore.CONTAINER;
            case LOGS -> BlobLogStore.CONTAINER;
            case ARCHIVE -> BlobArchiveStore.CONTAINER;
        };
    }
}
