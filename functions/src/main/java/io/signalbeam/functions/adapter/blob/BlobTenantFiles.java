package io.signalbeam.functions.adapter.blob;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.signalbeam.functions.tenants.TenantFiles;
import io.signalbeam.shared.id.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All blobs whose names lead to a tenant, found by their names alone. The anchors of its audit trail are left: they are
 * hashes, and a policy of the account may forbid to delete them.
 */
public final class BlobTenantFiles implements TenantFiles {
    private final Blobs own;
    private final Blobs artifacts;

    /**
     * @param own the account that only the app reads
     * @param artifacts the one that devices read from, which may be the same
     */
    public BlobTenantFiles(Blobs own, Blobs artifacts) {
        this.own = own;
        this.artifacts = artifacts;
    }

    @Override
    public Map<String, Integer> delete(TenantId tenant, int atMost) {
        var deleted = new LinkedHashMap<String, Integer>();
        var below = tenant + "/";
        delete(deleted, artifacts, BlobArtifactStore.CONTAINER, below, atMost);
        delete(deleted, artifacts, BlobExportStore.CONTAINER, below, atMost);
        delete(deleted, own, BlobManifestStore.CONTAINER, below, atMost);
        delete(deleted, own, BlobCommandOutputs.CONTAINER, below, atMost);
        delete(deleted, own, BlobParkingStore.CONTAINER, below, atMost);
        delete(deleted, own, BlobArchiveStore.CONTAINER, "tenant=" + below, atMost);
        // By the day on which they go, first.
        BlobLogStore.days(own).forEach(day -> delete(deleted, own, BlobLogStore.CONTAINER, day + below, atMost));
        return deleted;
    }

    private static void delete(Map<String, Integer> deleted, Blobs blobs, String name, String prefix, int atMost) {
        int left =
                atMost - deleted.values().stream().mapToInt(Integer::intValue).sum();
        if (left > 0) {
            int some = blobs.in(name, container -> delete(container, prefix, left));
            if (some > 0) {
                deleted.merge(name, some, Integer::sum);
            }
        }
    }

    private static int delete(BlobContainerClient container, String prefix, int atMost) {
        var found = names(container, prefix).limit(atMost).toList();
        found.forEach(name -> container.getBlobClient(name).deleteIfExists());
        return found.size();
    }

    private static Stream<String> names(BlobContainerClient container, String prefix) {
        return container.listBlobs(new ListBlobsOptions().setPrefix(prefix), null).stream()
                .map(BlobItem::getName);
    }
}
