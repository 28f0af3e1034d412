package io.signalbeam.functions.archive;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps the contract of {@link ArchiveStore} in memory; can be told to fail at a call, before or after it is done. */
public final class MemoryArchiveStore implements ArchiveStore {
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private int callsUntilFailure = Integer.MAX_VALUE;
    private boolean afterwards;

    /** The store's next call but so many fails; a put has happened nevertheless, if that is asked for. */
    void failAfter(int calls, boolean onceDone) {
        callsUntilFailure = calls;
        afterwards = onceDone;
    }

    void recover() {
        callsUntilFailure = Integer.MAX_VALUE;
    }

    Map<String, byte[]> files() {
        return Map.copyOf(files);
    }

    void damage(String name) {
        var bytes = files.get(name).clone();
        bytes[bytes.length / 2] ^= 1;
        files.put(name, bytes);
    }

    @Override
    public String tag(String name) {
        answer(true);
        var there = files.get(name);
        return there == null ? null : Integer.toHexString(Arrays.hashCode(there));
    }

    @Override
    public void put(String name, Path file, String tag) {
        var fails = callsUntilFailure == 0;
        answer(!afterwards);
        var there = files.get(name);
        if (!Objects.equals(tag, there == null ? null : Integer.toHexString(Arrays.hashCode(there)))) {
            throw new PermanentFailure("412");
        }
        try {
            files.put(name, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (fails) {
            throw new TransientFailure("the store is down");
        }
    }

    @Override
    public void fetch(String name, Path into) {
        answer(true);
        var there = files.get(name);
        if (there == null) {
            throw new PermanentFailure("404");
        }
        try {
            Files.write(into, there);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(boolean now) {
        if (callsUntilFailure-- <= 0 && now) {
            throw new TransientFailure("the store is down");
        }
    }
}
