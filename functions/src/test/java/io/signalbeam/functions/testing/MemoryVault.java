package io.signalbeam.functions.testing;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.secrets.SecretVault;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A vault in a map. */
public final class MemoryVault implements SecretVault {
    private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger versions = new AtomicInteger();

    @Override
    public String put(String name, String value) {
        var version = "%032x".formatted(versions.incrementAndGet());
        secrets.computeIfAbsent(name, any -> new ConcurrentHashMap<>()).put(version, value);
        return version;
    }

    @Override
    public String read(String name, String version) {
        var value = secrets.getOrDefault(name, Map.of()).get(version);
        if (value == null) {
            throw new PermanentFailure("no " + name + " " + version);
        }
        return value;
    }

    @Override
    public void delete(String name) {
        secrets.remove(name);
    }

    @Override
    public int deleteOf(TenantId tenant, int atMost) {
        var names = secrets.keySet().stream()
                .filter(name -> name.contains("-" + tenant + "-"))
                .limit(atMost)
                .toList();
        names.forEach(secrets::remove);
        return names.size();
    }

    /** What it keeps under which names. */
    public Map<String, Map<String, String>> all() {
        return new TreeMap<>(secrets);
    }
}
