package io.signalbeam.functions.testing;

import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.signing.KeyRingStore;
import java.util.Optional;

/** The ring of signing keys in a field. */
public final class MemoryKeyRing implements KeyRingStore {
    private volatile String ring;
    private volatile boolean away;
    private int writes;

    @Override
    public Optional<String> read() {
        if (away) {
            throw new TransientFailure("away");
        }
        return Optional.ofNullable(ring);
    }

    @Override
    public synchronized void write(String next) {
        if (away) {
            throw new TransientFailure("away");
        }
        ring = next;
        writes++;
    }

    /** Answers nobody, or everybody again. */
    public void away(boolean gone) {
        away = gone;
    }

    public synchronized int writes() {
        return writes;
    }
}
