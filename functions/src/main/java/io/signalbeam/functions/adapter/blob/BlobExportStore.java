package io.signalbeam.functions.adapter.blob;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.signalbeam.functions.exports.ExportStore;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Exports as {@code <tenant>/<export>/<name>}, in the container {@value #CONTAINER}. */
public final class BlobExportStore implements ExportStore {
    static final String CONTAINER = "exports";
    /** Each within one attempt's time, on a poor line too. */
    private static final int BLOCK = 4 << 20;

    private final Blobs blobs;
    private final SignedBlobs signed;

    public BlobExportStore(Blobs blobs, InstantSource clock) {
        this.blobs = blobs;
        this.signed = new SignedBlobs(blobs, clock);
    }

    @Override
    public Upload begin(Place place, String name) {
        return new Blocks(name(place, name));
    }

    @Override
    public URI link(Place place, String name, Instant until) {
        return signed.sign(CONTAINER, name(place, name), new BlobSasPermission().setReadPermission(true), until);
    }

    @Override
    public int delete(Place place, int atMost) {
        return blobs.in(CONTAINER, container -> {
            var found = container.listBlobs(new ListBlobsOptions().setPrefix(name(place, "")), null).stream()
                    .map(BlobItem::getName)
                    .limit(atMost)
                    .toList();
            found.forEach(name -> container.getBlobClient(name).deleteIfExists());
            return found.size();
        });
    }

    private static String name(Place place, String name) {
        return place.tenant() + "/" + place.export() + "/" + name;
    }

    /** Brings a block after another, which are a blob only once they are listed. Blocks of nobody's list go by themselves. */
    private final class Blocks extends Upload {
        private final String name;
        // Whoever writes the same file beside it has other blocks.
        private final UUID writer = UUID.randomUUID();
        private final List<String> ids = new ArrayList<>();
        private final byte[] buffer = new byte[BLOCK];
        private int filled;

        private Blocks(String name) {
            this.name = name;
        }

        @Override
        public void write(int single) {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            int from = offset;
            while (from < offset + length) {
                int fits = Math.min(buffer.length - filled, offset + length - from);
                System.arraycopy(some, from, buffer, filled, fits);
                filled += fits;
                from += fits;
                if (filled == buffer.length) {
                    stage();
                }
            }
        }

        @Override
        public void finish() {
            if (filled > 0) {
                stage();
            }
            var options = new BlockBlobCommitBlockListOptions(ids)
                    .setHeaders(new BlobHttpHeaders()
                            .setContentType("application/octet-stream")
                            .setContentDisposition("attachment"));
            call(blob -> blob.commitBlockListWithResponse(options, null, null));
        }

        private void stage() {
            var block = BinaryData.fromByteBuffer(ByteBuffer.wrap(Arrays.copyOf(buffer, filled)));
            var id = Base64.getEncoder()
                    .encodeToString("%s-%06d".formatted(writer, ids.size()).getBytes(StandardCharsets.US_ASCII));
            call(blob -> blob.stageBlock(id, block));
            ids.add(id);
            filled = 0;
        }

        private void call(Consumer<BlockBlobClient> work) {
            blobs.<Boolean>in(CONTAINER, container -> {
                work.accept(container.getBlobClient(name).getBlockBlobClient());
                return true;
            });
        }
    }
}
