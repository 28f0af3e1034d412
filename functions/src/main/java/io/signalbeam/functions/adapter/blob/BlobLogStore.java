package io.signalbeam.functions.adapter.blob;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.AppendBlobRequestConditions;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.signalbeam.functions.logs.LogStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Logs as append blobs, in the container {@value #CONTAINER}. */
public final class BlobLogStore implements LogStore {
    static final String CONTAINER = "logs";
    private static final Set<BlobErrorCode> OTHER_LENGTH = Set.of(
            BlobErrorCode.APPEND_POSITION_CONDITION_NOT_MET,
            BlobErrorCode.BLOB_ALREADY_EXISTS,
            BlobErrorCode.CONDITION_NOT_MET,
            BlobErrorCode.BLOB_NOT_FOUND);

    private final Blobs blobs;

    public BlobLogStore(Blobs blobs) {
        this.blobs = blobs;
    }

    @Override
    public @Nullable End end(String name, int bytes) {
        return blobs.<@Nullable End>in(CONTAINER, container -> {
            try {
                var blob = container.getBlobClient(name);
                long length = blob.getProperties().getBlobSize();
                long from = Math.max(0, length - bytes);
                return new End(length, length == 0 ? new byte[0] : download(blob, new BlobRange(from, length - from)));
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                    return null;
                }
                throw e;
            }
        });
    }

    @Override
    public boolean append(String name, long length, byte[] bytes) {
        return blobs.<Boolean>in(CONTAINER, container -> {
            var blob = container.getBlobClient(name).getAppendBlobClient();
            try {
                if (length == 0) {
                    blob.createIfNotExists();
                }
                blob.appendBlockWithResponse(
                        new ByteArrayInputStream(bytes),
                        bytes.length,
                        null,
                        new AppendBlobRequestConditions().setAppendPosition(length),
                        null,
                        Context.NONE);
                return true;
            } catch (BlobStorageException e) {
                if (OTHER_LENGTH.contains(e.getErrorCode())) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public byte[] read(String name, long offset, int bytes) {
        return blobs.in(CONTAINER, container -> {
            try {
                return download(container.getBlobClient(name), new BlobRange(offset, (long) bytes));
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())
                        || BlobErrorCode.INVALID_RANGE.equals(e.getErrorCode())) {
                    return new byte[0];
                }
                throw e;
            }
        });
    }

    @Override
    public int deleteBefore(LocalDate day, int atMost) {
        return blobs.in(CONTAINER, container -> {
            var over = container.listBlobsByHierarchy("").stream()
                    .map(BlobItem::getName)
                    .filter(prefix -> isBefore(prefix, day))
                    .flatMap(prefix -> container.listBlobs(new ListBlobsOptions().setPrefix(prefix), null).stream())
                    .limit(atMost)
                    .toList();
            over.forEach(blob -> container.getBlobClient(blob.getName()).deleteIfExists());
            return over.size();
        });
    }

    /** The first parts of all names, each with its slash: the days on which logs may go. */
    static List<String> days(Blobs blobs) {
        return blobs.in(
                CONTAINER,
                container -> container.listBlobsByHierarchy("").stream()
                        .map(BlobItem::getName)
                        .filter(name -> name.endsWith("/"))
                        .toList());
    }

    private static byte[] download(BlobClient blob, BlobRange range) {
        var out = new ByteArrayOutputStream();
        blob.downloadStreamWithResponse(out, range, null, null, false, null, Context.NONE);
        return out.toByteArray();
    }

    private static boolean isBefore(String prefix, LocalDate day) {
        try {
            return LocalDate.parse(prefix.replace("/", "")).isBefore(day);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
