package io.signalbeam.functions.testing;

import io.signalbeam.functions.leases.PublisherKeyStore;
import io.signalbeam.functions.leases.PublisherPolicy;
import java.util.ArrayList;
import java.util.List;

/** A policy with its two keys, and the vault's secret about it, as a deployment leaves them. */
public final class MemoryPublisherPolicy implements PublisherPolicy, PublisherKeyStore {
    private static final String NAME = "publish";

    private final List<Slot> regenerated = new ArrayList<>();
    private String primary = "cHVibGlzaA==";
    private String secondary = "key-0";
    private String secret = "{\"keyName\":\"" + NAME + "\",\"key\":\"" + primary + "\"}";

    @Override
    public synchronized Keys keys() {
        return new Keys(NAME, primary, secondary);
    }

    @Override
    public synchronized Keys regenerate(Slot slot) {
        regenerated.add(slot);
        var key = "key-" + regenerated.size();
        switch (slot) {
            case PRIMARY -> primary = key;
            case SECONDARY -> secondary = key;
        }
        return keys();
    }

    @Override
    public synchronized String read() {
        return secret;
    }

    @Override
    public synchronized void write(String key) {
        secret = key;
    }

    /** What was made anew, in order. */
    public synchronized List<Slot> regenerated() {
        return List.copyOf(regenerated);
    }
}
