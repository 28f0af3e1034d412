package io.signalbeam.functions.devices;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import io.signalbeam.shared.telemetry.MetricsSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device as the API shows it, hence the many components.
 *
 * @param revision of its row, for the entity tag only
 * @param bundles desired beside reported, by id
 * @param groups null in lists
 * @param keyRotationAskedAt null when nobody waits for a new key
 * @param clonedIdentity whether two machines were seen to use its identity
 */
public record DeviceView(
        DeviceId id,
        String name,
        Map<String, String> labels,
        Lifecycle lifecycle,
        DeviceStatus status,
        @Nullable Instant lastSeenAt,
        Instant enrolledAt,
        long generation,
        long observedGeneration,
        AgentFacts facts,
        @Nullable MetricsSample metrics,
        @Nullable Instant metricsAt,
        List<Bundle> bundles,
        @Nullable List<GroupRef> groups,
        @Nullable Instant keyRotationAskedAt,
        boolean clonedIdentity,
        @JsonIgnore long revision) {

    public record Bundle(
            String bundleId,
            @Nullable String desiredVersion,
            @Nullable String reportedVersion,
            @Nullable BundleState state,
            @Nullable ReportedError error) {}

    public record GroupRef(GroupId id, String name) {}

    DeviceView in(List<GroupRef> memberships) {
        return new DeviceView(
                id,
                name,
                labels,
                lifecycle,
                status,
                lastSeenAt,
                enrolledAt,
                generation,
                observedGeneration,
                facts,
                metrics,
                metricsAt,
                bundles,
                memberships,
                keyRotationAskedAt,
                clonedIdentity,
                revision);
    }
}
