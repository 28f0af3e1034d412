package io.signalbeam.functions.adapter.blob;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.shared.id.TenantId;
import java.util.regex.Pattern;

/** Manifests as {@code <tenant>/<sha256>.json}, in the container {@value #CONTAINER}. */
public final class BlobManifestStore implements ManifestStore {
    static final String CONTAINER = "manifests";
    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

    private final Blobs blobs;

    public BlobManifestStore(Blobs blobs) {
        this.blobs = blobs;
    }

    @Override
    public void keep(TenantId tenant, String digest, byte[] canonical) {
        var options = new BlobParallelUploadOptions(BinaryData.fromBytes(canonical))
                .setHeaders(new BlobHttpHeaders().setContentType("application/json"))
                .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
        blobs.<Boolean>in(CONTAINER, container -> {
            try {
                container.getBlobClient(name(tenant, digest)).uploadWithResponse(options, null, null);
                return true;
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(e.getErrorCode())
                        || BlobErrorCode.CONDITION_NOT_MET.equals(e.getErrorCode())) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public byte[] read(TenantId tenant, String digest) {
        return blobs.in(
                CONTAINER,
                container -> container
                        .getBlobClient(name(tenant, digest))
                        .downloadContent()
                        .toBytes());
    }

    /** Its first part is the tenant's id, and what follows cannot lead out of it. */
    static String name(TenantId tenant, String digest) {
        var matcher = DIGEST.matcher(digest);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a digest of a manifest: " + digest);
        }
        return tenant + "/" + matcher.group(1) + ".json";
    }
}
