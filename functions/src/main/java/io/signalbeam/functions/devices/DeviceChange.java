package io.signalbeam.functions.devices;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks to change; absent stays as it is.
 *
 * @param labels merge patch (RFC 7396): null takes a label away
 */
public record DeviceChange(
        @Nullable String name,
        @Nullable Map<String, @Nullable String> labels,
        @Nullable Wanted lifecycle) {

    /** Decommissioning is an operation of its own. */
    public enum Wanted {
        Active,
        Disabled
    }
}
