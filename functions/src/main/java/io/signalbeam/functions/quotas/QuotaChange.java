package io.signalbeam.functions.quotas;

import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.settings.Settings;
import org.jspecify.annotations.Nullable;

/** All quotas of a tenant anew; null leaves one to the app's settings. */
public record QuotaChange(
        @Nullable Integer devices,
        @Nullable Integer bundles,
        @Nullable Integer bundleBytes,
        @Nullable Long artifactBytes,
        @Nullable Integer customMetrics) {

    FieldErrors check() {
        return new FieldErrors()
                .range("devices", devices, 0, Integer.MAX_VALUE)
                .range("bundles", bundles, 0, Integer.MAX_VALUE)
                .range("bundleBytes", bundleBytes, 0, Integer.MAX_VALUE)
                .range("artifactBytes", artifactBytes, 0, Settings.Quotas.MOST_BYTES)
                .range("customMetrics", customMetrics, 0, Integer.MAX_VALUE);
    }
}
