package io.signalbeam.functions.adapter.blob;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobUploadFromFileOptions;
import io.signalbeam.functions.archive.ArchiveStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The archive, in the container {@value #CONTAINER}. */
public final class BlobArchiveStore implements ArchiveStore {
    static final String CONTAINER = "archive";
    /** Each within one attempt's time, on a poor line too. */
    private static final long BLOCK = 4L << 20;

    private final Blobs blobs;

    public BlobArchiveStore(Blobs blobs) {
        this.blobs = blobs;
    }

    @Override
    public @Nullable String tag(String name) {
        return blobs.<@Nullable String>in(CONTAINER, container -> {
            try {
                return container.getBlobClient(name).getProperties().getETag();
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                    return null;
                }
                throw e;
            }
        });
    }

    @Override
    public void put(String name, Path file, @Nullable String tag) {
        var conditions = tag == null
                ? new BlobRequestConditions().setIfNoneMatch("*")
                : new BlobRequestConditions().setIfMatch(tag);
        var options = new BlobUploadFromFileOptions(file.toString())
                .setParallelTransferOptions(new ParallelTransferOptions()
                        .setBlockSizeLong(BLOCK)
                        .setMaxSingleUploadSizeLong(BLOCK)
                        .setMaxConcurrency(2))
                .setRequestConditions(conditions);
        blobs.<Boolean>in(CONTAINER, container -> {
            container.getBlobClient(name).uploadFromFileWithResponse(options, null, null);
            return true;
        });
    }

    @Override
    public void fetch(String name, Path into) {
        blobs.<Boolean>in(CONTAINER, container -> {
            container.getBlobClient(name).downloadToFile(into.toString(), true);
            return true;
        });
    }
}
