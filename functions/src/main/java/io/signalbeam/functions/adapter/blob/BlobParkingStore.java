package io.signalbeam.functions.adapter.blob;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.parking.ParkedDocument;
import io.signalbeam.functions.parking.ParkingStore;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Parked events as JSON, in the container {@value #CONTAINER}. */
public final class BlobParkingStore implements ParkingStore {
    static final String CONTAINER = "parked";
    /** A whole batch of poison takes seconds, not minutes, and one instance does not use up the account's rate. */
    private static final int AT_ONCE = 16;

    private final Blobs blobs;

    public BlobParkingStore(Blobs blobs) {
        this.blobs = blobs;
    }

    @Override
    public void keep(List<ParkedDocument> documents) {
        each(documents, document -> blobs.in(CONTAINER, container -> upload(container, document)));
    }

    @Override
    public @Nullable ParkedDocument read(String blob) {
        return blobs.<@Nullable ParkedDocument>in(CONTAINER, container -> {
            try {
                return Json.lenient()
                        .readValue(
                                container.getBlobClient(blob).downloadContent().toBytes(), ParkedDocument.class);
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                    return null;
                }
                throw e;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void delete(Collection<String> names) {
        each(
                List.copyOf(names),
                name -> blobs.in(
                        CONTAINER, container -> container.getBlobClient(name).deleteIfExists()));
    }

    private static boolean upload(BlobContainerClient container, ParkedDocument document) {
        try {
            container
                    .getBlobClient(document.blob())
                    .uploadWithResponse(
                            new BlobParallelUploadOptions(BinaryData.fromBytes(Json.writeBytes(document)))
                                    .setHeaders(new BlobHttpHeaders().setContentType("application/json"))
                                    .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*")),
                            null,
                            null);
            return true;
        } catch (BlobStorageException e) {
            if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(e.getErrorCode())
                    || BlobErrorCode.CONDITION_NOT_MET.equals(e.getErrorCode())) {
                return false;
            }
            throw e;
        }
    }

    private static <T> void each(List<T> items, Consumer<T> work) {
        if (items.size() == 1) {
            work.accept(items.getFirst());
            return;
        }
        try (var threads = Executors.newFixedThreadPool(
                Math.clamp(items.size(), 1, AT_ONCE), Thread.ofVirtual().factory())) {
            var running = new ArrayList<Future<?>>();
            items.forEach(item -> running.add(threads.submit(() -> work.accept(item))));
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("interrupted while parking", e);
        }
    }
}
