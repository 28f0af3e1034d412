package io.signalbeam.functions.exports;

import io.signalbeam.shared.id.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Keeps exports in memory, and knows of no other files; nothing answers at its addresses. */
public final class MemoryExportStore implements ExportStore, TenantBlobs {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    @Override
    public Upload begin(Place place, String name) {
        var bytes = new ByteArrayOutputStream();
        return new Upload() {
            @Override
            public void write(int single) {
                bytes.write(single);
            }

            @Override
            public void write(byte[] some, int offset, int length) {
                bytes.write(some, offset, length);
            }

            @Override
            public void finish() {
                files.put(place + name, bytes.toByteArray());
            }
        };
    }

    @Override
    public URI link(Place place, String name, Instant until) {
        return URI.create("https://blobs.test/" + place.tenant() + "/" + place.export() + "/" + name + "?sig=read");
    }

    @Override
    public int delete(Place place, int atMost) {
        var found = files.keySet().stream()
                .filter(name -> name.startsWith(place.toString()))
                .limit(atMost)
                .toList();
        found.forEach(files::remove);
        return found.size();
    }

    @Override
    public Stream<Blob> list(TenantId tenant, Kind kind, String after) {
        return Stream.empty();
    }

    @Override
    public InputStream open(Kind kind, Blob blob) {
        return null;
    }
}
