package io.signalbeam.functions.testing;

import io.signalbeam.functions.leases.EventHubNamespace;
import io.signalbeam.functions.leases.PublisherKeyStore;
import io.signalbeam.functions.leases.PublisherPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Policies with their two keys each, and the vault's secrets about them, as a deployment leaves them. */
public final class MemoryPublisherPolicy implements PublisherPolicy, PublisherKeyStore {
    private static final String NAME = "publish";
    private static final String KEY = "cHVibGlzaA==";

    private final List<Slot> regenerated = new ArrayList<>();
    private final Map<String, Keys> policies = new HashMap<>();
    private final Map<String, String> secrets = new HashMap<>();

    @Override
    public synchronized Keys keys(String policy) {
        return policies.computeIfAbsent(policy, id -> new Keys(NAME, KEY, "key-0"));
    }

    @Override
    public synchronized Keys regenerate(String policy, Slot slot) {
        regenerated.add(slot);
        var key = "key-" + regenerated.size();
        var before = keys(policy);
        var after = switch (slot) {
            case PRIMARY -> new Keys(NAME, key, before.secondary());
            case SECONDARY -> new Keys(NAME, before.primary(), key);
        };
        policies.put(policy, after);
        return after;
    }

    @Override
    public synchronized String read(String secret) {
        return secrets.getOrDefault(secret, "{\"keyName\":\"" + NAME + "\",\"key\":\"" + KEY + "\"}");
    }

    @Override
    public synchronized void write(String secret, String key) {
        secrets.put(secret, key);
    }

    /** Of the first namespace's policy. */
    public Keys keys() {
        return keys(TestCloud.POLICY);
    }

    /** The first namespace's key in the vault. */
    public String read() {
        return read(EventHubNamespace.KEY_SECRET);
    }

    public void write(String key) {
        write(EventHubNamespace.KEY_SECRET, key);
    }

    public void regenerate(Slot slot) {
        regenerate(TestCloud.POLICY, slot);
    }

    /** What was made anew, in order. */
    public synchronized List<Slot> regenerated() {
        return List.copyOf(regenerated);
    }
}
