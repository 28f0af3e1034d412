package io.signalbeam.functions.quotas;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's quotas and what it has.
 *
 * @param refusedMetrics what was left out of samples because its name was one too many; null when nothing ever was
 */
public record QuotaView(
        Use devices,
        Use bundles,
        Use bundleBytes,
        Use artifactBytes,
        Use customMetrics,
        @Nullable RefusedMetrics refusedMetrics) {

    /**
     * @param values that were left out, ever
     * @param lastName of the last one
     */
    public record RefusedMetrics(long values, String lastName, DeviceId lastDeviceId, Instant lastAt) {}

    /** @param used may be above a limit that was lowered since; then nothing new is made, and nothing is taken away */
    public record Use(long limit, long used) {
        boolean exceeded() {
            return used > limit;
        }
    }

    Use of(Quota quota) {
        return switch (quota) {
            case DEVICES -> devices;
            case BUNDLES -> bundles;
            case BUNDLE_BYTES -> bundleBytes;
            case ARTIFACT_BYTES -> artifactBytes;
            case CUSTOM_METRICS -> customMetrics;
        };
    }
}
