package io.signalbeam.local.eventhubs.access;

import java.util.Set;

/**
 * A shared access policy of the namespace.
 *
 * @param keys the texts that sign tokens, as they stand in connection strings
 */
public record Policy(String name, PolicyKeys keys, Set<Right> rights) {
    public Policy {
        rights = Set.copyOf(rights);
        if (name.isBlank() || keys.primary().isBlank() || rights.isEmpty()) {
            throw new IllegalArgumentException("a policy has a name, a key and a right");
        }
    }

    public Policy(String name, String key, Set<Right> rights) {
        this(name, PolicyKeys.of(key), rights);
    }

    /** The one that connection strings are made with. */
    public String key() {
        return keys.primary();
    }

    @Override
    public String toString() {
        return "Policy[" + name + ", " + rights + "]";
    }
}
