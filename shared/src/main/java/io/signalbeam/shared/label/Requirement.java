package io.signalbeam.shared.label;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One condition of a selector on one key. As in Kubernetes, {@link NotEquals} and {@link NotIn} hold also where the key
 * is missing.
 */
public sealed interface Requirement {

    String key();

    /** {@code key=value} */
    record Equals(String key, String value) implements Requirement {
        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    /** {@code key!=value} */
    record NotEquals(String key, String value) implements Requirement {
        @Override
        public String toString() {
            return key + "!=" + value;
        }
    }

    /** {@code key in (a,b)} */
    record In(String key, SortedSet<String> values) implements Requirement {
        public In {
            values = copy(values);
        }

        @Override
        public String toString() {
            return key + " in (" + String.join(",", values) + ")";
        }
    }

    /** {@code key notin (a,b)} */
    record NotIn(String key, SortedSet<String> values) implements Requirement {
        public NotIn {
            values = copy(values);
        }

        @Override
        public String toString() {
            return key + " notin (" + String.join(",", values) + ")";
        }
    }

    /** {@code key}, or {@code key exists} */
    record Exists(String key) implements Requirement {
        @Override
        public String toString() {
            return key;
        }
    }

    /** {@code !key} */
    record NotExists(String key) implements Requirement {
        @Override
        public String toString() {
            return "!" + key;
        }
    }

    /** @param labels a device's labels and facts together */
    default boolean matches(Map<String, String> labels) {
        var actual = labels.get(key());
        return switch (this) {
            case Equals equals -> equals.value().equals(actual);
            case NotEquals notEquals -> !notEquals.value().equals(actual);
            case In in -> actual != null && in.values().contains(actual);
            case NotIn notIn -> actual == null || !notIn.values().contains(actual);
            case Exists exists -> actual != null;
            case NotExists missing -> actual == null;
        };
    }

    private static SortedSet<String> copy(Collection<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a set of values that is empty");
        }
        return Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }
}
