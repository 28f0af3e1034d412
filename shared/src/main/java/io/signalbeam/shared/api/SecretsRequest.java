package io.signalbeam.shared.api;

import java.util.List;

/**
 * {@code POST /api/agent/secrets}: the values of secrets that the device's desired state names.
 *
 * @param generation of the desired state that the device acts on
 * @param names 1 to {@value #MAX_NAMES}
 */
public record SecretsRequest(long generation, List<String> names) {
    /** As many as there can be of the greatest values in an answer of a megabyte. */
    public static final int MAX_NAMES = 32;

    public SecretsRequest {
        names = List.copyOf(names == null ? List.of() : names);
    }
}
