package io.signalbeam.functions.parking;

import io.signalbeam.functions.outcome.TransientFailure;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps the contract of {@link ParkingStore} in memory; can be told not to answer. */
public final class MemoryParkingStore implements ParkingStore {
    private final Map<String, ParkedDocument> blobs = new ConcurrentSkipListMap<>();
    private volatile boolean down;

    public void goDown(boolean isDown) {
        down = isDown;
    }

    public Map<String, ParkedDocument> blobs() {
        return Map.copyOf(blobs);
    }

    @Override
    public void keep(List<ParkedDocument> documents) {
        answer();
        documents.forEach(document -> blobs.putIfAbsent(document.blob(), document));
    }

    @Override
    public ParkedDocument read(String blob) {
        answer();
        return blobs.get(blob);
    }

    @Override
    public void delete(Collection<String> names) {
        answer();
        names.forEach(blobs::remove);
    }

    private void answer() {
        if (down) {
            throw new TransientFailure("the store is down");
        }
    }
}
