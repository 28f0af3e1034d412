package io.signalbeam.shared.desired;

import java.util.List;

/**
 * What a device needs to judge signatures of bundles.
 *
 * @param required whether the tenant wants unsigned bundles refused
 * @param keys oldest first, the last ones that there were
 */
public record BundleSigning(boolean required, List<EndorsedKey> keys) {
    public BundleSigning {
        keys = List.copyOf(keys == null ? List.of() : keys);
    }
}
