package io.signalbeam.shared.bundle;

import java.util.List;

/**
 * What becomes of what a bundle's containers write. Without it nothing leaves the device.
 *
 * @param ship whether the agent sends it to the cloud
 * @param retentionDays how long it is kept there, one of {@link #RETENTIONS}
 */
public record LogsSpec(boolean ship, int retentionDays) {
    public static final int DEFAULT_RETENTION_DAYS = 7;
    /** In days. Few, so that whoever reads knows where to look. */
    public static final List<Integer> RETENTIONS = List.of(1, 3, 7, 14, 30);
}
