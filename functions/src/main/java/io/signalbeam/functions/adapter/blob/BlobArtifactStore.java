package io.signalbeam.functions.adapter.blob;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.sas.BlobSasPermission;
import io.signalbeam.functions.artifacts.ArtifactStore;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Artifacts as {@code <tenant>/<sha256>}, in the container {@value #CONTAINER}. Devices and those who bring them
 * are given {@linkplain SignedBlobs signed addresses}.
 */
public final class BlobArtifactStore implements ArtifactStore {
    static final String CONTAINER = "artifacts";
    private static final int PIECE_BYTES = 4 * 1024 * 1024;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ACCOUNT = Pattern.compile("([a-z0-9]{3,24})(\\.blob\\..+)");

    private final Blobs blobs;
    private final SignedBlobs signed;

    public BlobArtifactStore(Blobs blobs, InstantSource clock) {
        this.blobs = blobs;
        this.signed = new SignedBlobs(blobs, clock);
    }

    @Override
    public URI forWriting(File file, Instant until) {
        return signed(file, new BlobSasPermission().setCreatePermission(true).setWritePermission(true), until);
    }

    @Override
    public Addresses forReading(File file, Instant until) {
        var first = signed(file, new BlobSasPermission().setReadPermission(true), until);
        return new Addresses(first, second(first).orElse(null));
    }

    @Override
    public OptionalLong size(File file) {
        return blobs.in(CONTAINER, container -> {
            try {
                return OptionalLong.of(
                        container.getBlobClient(name(file)).getProperties().getBlobSize());
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_NOT_FOUND.equals(e.getErrorCode())) {
                    return OptionalLong.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public InputStream open(File file) {
        return blobs.in(
                CONTAINER,
                container -> container
                        .getBlobClient(name(file))
                        .openInputStream(new BlobInputStreamOptions().setBlockSize(PIECE_BYTES)));
    }

    @Override
    public void delete(File file) {
        blobs.<Boolean>in(
                CONTAINER, container -> container.getBlobClient(name(file)).deleteIfExists());
    }

    /** Of an account that is read in a second region too, as Azure names it there; the signature holds for both. */
    static Optional<URI> second(URI first) {
        var host = ACCOUNT.matcher(String.valueOf(first.getHost()));
        return host.matches()
                ? Optional.of(URI.create(first.toString()
                        .replaceFirst(Pattern.quote(first.getHost()), host.group(1) + "-secondary" + host.group(2))))
                : Optional.empty();
    }

    private URI signed(File file, BlobSasPermission permission, Instant until) {
        return signed.sign(CONTAINER, name(file), permission, until);
    }

    static String name(File file) {
        if (!HASH.matcher(file.sha256()).matches()) {
            throw new IllegalArgumentException("not a hash: " + file.sha256());
        }
        return file.tenant() + "/" + file.sha256();
    }
}
