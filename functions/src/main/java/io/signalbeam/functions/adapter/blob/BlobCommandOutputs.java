package io.signalbeam.functions.adapter.blob;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import io.signalbeam.functions.commands.CommandOutputs;

/** Outputs as {@code <tenant>/<device>/<command>.txt}, in the container {@value #CONTAINER}. */
public final class BlobCommandOutputs implements CommandOutputs {
    static final String CONTAINER = "command-outputs";

    private final Blobs blobs;

    public BlobCommandOutputs(Blobs blobs) {
        this.blobs = blobs;
    }

    @Override
    public void keep(Place place, byte[] text) {
        var options = new BlobParallelUploadOptions(BinaryData.fromBytes(text))
                .setHeaders(new BlobHttpHeaders().setContentType("text/plain; charset=utf-8"));
        blobs.<Boolean>in(CONTAINER, container -> {
            container.getBlobClient(name(place)).uploadWithResponse(options, null, null);
            return true;
        });
    }

    @Override
    public byte[] read(Place place) {
        return blobs.in(
                CONTAINER,
                container ->
                        container.getBlobClient(name(place)).downloadContent().toBytes());
    }

    @Override
    public void delete(Place place) {
        blobs.<Boolean>in(
                CONTAINER, container -> container.getBlobClient(name(place)).deleteIfExists());
    }

    static String name(Place place) {
        return place.tenant() + "/" + place.device() + "/" + place.command() + ".txt";
    }
}
