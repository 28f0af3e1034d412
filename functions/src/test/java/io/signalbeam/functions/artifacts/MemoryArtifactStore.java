package io.signalbeam.functions.artifacts;

import io.signalbeam.functions.outcome.PermanentFailure;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps artifacts in memory; nothing answers at their addresses. */
public final class MemoryArtifactStore implements ArtifactStore {
    private final Map<File, byte[]> files = new ConcurrentHashMap<>();

    /** As somebody does who was told where. */
    public void bring(File file, byte[] content) {
        files.put(file, content.clone());
    }

    @Override
    public URI forWriting(File file, Instant until) {
        return URI.create("https://blobs.test/" + file.tenant() + "/" + file.sha256() + "?sig=write");
    }

    @Override
    public Addresses forReading(File file, Instant until) {
        return new Addresses(
                URI.create("https://blobs.test/" + file.tenant() + "/" + file.sha256() + "?sig=read"), null);
    }

    @Override
    public OptionalLong size(File file) {
        var content = files.get(file);
        return content == null ? OptionalLong.empty() : OptionalLong.of(content.length);
    }

    @Override
    public InputStream open(File file) {
        var content = files.get(file);
        if (content == null) {
            throw new PermanentFailure("no such artifact");
        }
        return new ByteArrayInputStream(content);
    }

    @Override
    public void delete(File file) {
        files.remove(file);
    }
}
