package io.signalbeam.local.host.storage;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.specialized.BlobLeaseClient;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one host holds at a time: a lease of 15 s on a blob, the shortest there is, so that after a crash the
 * next host need not wait long.
 */
public final class BlobLease implements AutoCloseable {
    private static final int SECONDS = 15;

    /** A renewal that fails leaves time for a second. */
    public static final int RENEW_SECONDS = 5;

    private final BlobClient blob;
    private @Nullable BlobLeaseClient held;
    private long renewed;

    public BlobLease(BlobClient blob) {
        this.blob = blob;
    }

    /** Takes the lock, or keeps it; says whether it is held. */
    public synchronized boolean hold() {
        var asked = System.nanoTime();
        try {
            if (held == null) {
                var lease = new BlobLeaseClientBuilder().blobClient(blob).buildClient();
                acquire(lease);
                held = lease;
            } else {
                held.renewLease();
            }
            renewed = asked;
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == 409 || e.getStatusCode() == 404) {
                held = null;
            } else if (!stillHeld()) {
                throw e;
            }
        }
        return stillHeld();
    }

    /** Whether the lock is held for sure, by this machine's clock. */
    public synchronized boolean stillHeld() {
        return held != null && System.nanoTime() - renewed < SECONDS * 1_000_000_000L;
    }

    private void acquire(BlobLeaseClient lease) {
        try {
            lease.acquireLease(SECONDS);
        } catch (BlobStorageException e) {
            if (!BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                throw e;
            }
            blob.upload(BinaryData.fromBytes(new byte[0]), true);
            lease.acquireLease(SECONDS);
        }
    }

    @Override
    public synchronized void close() {
        if (held != null) {
            try {
                held.releaseLease();
            } catch (BlobStorageException e) {
                // Another host has it already, or will in 15 s.
            }
            held = null;
        }
    }
}
