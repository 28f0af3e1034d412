package io.signalbeam.shared.telemetry;

import java.time.Instant;

/**
 * Lines that a container wrote.
 *
 * @param bundle the bundle's id
 * @param container its name in the bundle
 * @param retentionDays as the bundle's manifest asks, one of {@link io.signalbeam.shared.bundle.LogsSpec#RETENTIONS}
 * @param first when the first of them was written, by the device's corrected clock
 * @param last likewise; not before the first
 * @param lines how many, at least 1
 * @param content what {@link LogLines} makes of them, in Base64 within JSON
 */
public record LogBatch(
        String bundle, String container, int retentionDays, Instant first, Instant last, int lines, byte[] content) {
    /** The longest content, in bytes. */
    public static final int MAX_CONTENT = 128 * 1024;
    /** The most that the content may become once it is unpacked, in bytes. */
    public static final int MAX_UNPACKED = 1024 * 1024;
}
