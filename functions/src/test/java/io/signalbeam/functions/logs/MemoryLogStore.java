package io.signalbeam.functions.logs;

import io.signalbeam.functions.outcome.TransientFailure;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps the contract of {@link LogStore} in memory; can be told to do what it is asked and lose the answer. */
public final class MemoryLogStore implements LogStore {
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private volatile boolean losesAnswers;

    void losesAnswers(boolean loses) {
        losesAnswers = loses;
    }

    Map<String, byte[]> files() {
        return Map.copyOf(files);
    }

    @Override
    public End end(String name, int bytes) {
        var file = files.get(name);
        return file == null
                ? null
                : new End(file.length, Arrays.copyOfRange(file, Math.max(0, file.length - bytes), file.length));
    }

    @Override
    public synchronized boolean append(String name, long length, byte[] bytes) {
        var file = files.getOrDefault(name, new byte[0]);
        if (file.length != length) {
            return false;
        }
        var longer = new ByteArrayOutputStream();
        longer.writeBytes(file);
        longer.writeBytes(bytes);
        files.put(name, longer.toByteArray());
        if (losesAnswers) {
            throw new TransientFailure("no answer");
        }
        return true;
    }

    @Override
    public byte[] read(String name, long offset, int bytes) {
        var file = files.getOrDefault(name, new byte[0]);
        int from = (int) Math.min(offset, file.length);
        return Arrays.copyOfRange(file, from, Math.min(file.length, from + bytes));
    }

    @Override
    public int deleteBefore(LocalDate day, int atMost) {
        var over = files.keySet().stream()
                .filter(name ->
                        LocalDate.parse(name.substring(0, name.indexOf('/'))).isBefore(day))
                .limit(atMost)
                .toList();
        over.forEach(files::remove);
        return over.size();
    }
}
