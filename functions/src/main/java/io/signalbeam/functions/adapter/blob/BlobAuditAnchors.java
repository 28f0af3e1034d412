package io.signalbeam.functions.adapter.blob;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import io.signalbeam.functions.audit.AuditAnchors;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blob a day in the container {@value #CONTAINER}: {@code <tenant>/<day>.json}. The container is one to keep from changes
 * by a policy of the storage account (time-based retention), which the app neither needs nor can set.
 */
public final class BlobAuditAnchors implements AuditAnchors {
    static final String CONTAINER = "audit-anchors";

    private final Blobs blobs;

    public BlobAuditAnchors(Blobs blobs) {
        this.blobs = blobs;
    }

    /** What lies there, and the entity tag that it had. */
    private record Found(Anchor anchor, String etag) {}

    @Override
    public void keep(TenantId tenant, Anchor anchor) {
        var day = anchor.at().atZone(ZoneOffset.UTC).toLocalDate();
        var name = tenant + "/" + day + ".json";
        blobs.in(CONTAINER, container -> keep(container.getBlobClient(name), anchor));
    }

    @Override
    public List<Anchor> read(TenantId tenant) {
        return blobs.in(
                CONTAINER,
                container -> container.listBlobs(new ListBlobsOptions().setPrefix(tenant + "/"), null).stream()
                        .map(BlobItem::getName)
                        .sorted()
                        .map(name -> anchor(container, name))
                        .toList());
    }

    private static boolean keep(BlobClient blob, Anchor anchor) {
        var there = find(blob);
        if (there != null && there.anchor().position() >= anchor.position()) {
            return false;
        }
        var conditions = there == null
                ? new BlobRequestConditions().setIfNoneMatch("*")
                : new BlobRequestConditions().setIfMatch(there.etag());
        try {
            blob.uploadWithResponse(
                    new BlobParallelUploadOptions(BinaryData.fromBytes(Json.writeBytes(anchor)))
                            .setHeaders(new BlobHttpHeaders().setContentType("application/json"))
                            .setRequestConditions(conditions),
                    null,
                    null);
            return true;
        } catch (BlobStorageException e) {
            // Another instance was faster; what it wrote is as good, and the next minute brings another.
            if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(e.getErrorCode())
                    || BlobErrorCode.CONDITION_NOT_MET.equals(e.getErrorCode())) {
                return false;
            }
            throw e;
        }
    }

    private static @Nullable Found find(BlobClient blob) {
        try {
            var answer = blob.downloadContentWithResponse(null, null, null, null);
            return new Found(
                    decode(answer.getValue().toBytes()),
                    answer.getDeserializedHeaders().getETag());
        } catch (BlobStorageException e) {
            if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                return null;
            }
            throw e;
        }
    }

    private static Anchor anchor(BlobContainerClient container, String name) {
        return decode(container.getBlobClient(name).downloadContent().toBytes());
    }

    private static Anchor decode(byte[] json) {
        try {
            return Json.lenient().readValue(json, Anchor.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
