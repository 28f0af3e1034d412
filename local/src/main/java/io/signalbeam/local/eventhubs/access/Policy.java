package io.signalbeam.local.eventhubs.access;

import java.util.Set;

/**
 * A shared access policy of the namespace.
 *
 * @param key the text that signs tokens, as it stands in connection strings
 */
public record Policy(String name, String key, Set<Right> rights) {
    public Policy {
        rights = Set.copyOf(rights);
        if (name.isBlank() || key.isBlank() || rights.isEmpty()) {
            throw new IllegalArgumentException("a policy has a name, a key and a right");
        }
    }

    @Override
    public String toString() {
        return "Policy[" + name + ", " + rights + "]";
    }
}
