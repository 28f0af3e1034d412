package io.signalbeam.shared.report;

import io.signalbeam.shared.id.DeviceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device runs, told whenever that changes and at the latest every ten minutes.
 *
 * @param schema version of this document's form, now 1
 * @param sequence rises with each report of a device's life, by one or more; one that is not above the last taken is
 *     stale. Agents take the cloud's time in milliseconds since 1970 where that is above the last number
 * @param observedGeneration of the desired state that this report is about; 0 before the first
 * @param at when the device looked, by its corrected clock
 * @param instance made at random at each start of the agent, at most 64 characters: of two that take turns, two agents
 *     use one identity. Absent from agents that are older than this field
 * @param commands that were given to the device, and how far they are
 */
public record DeviceReport(
        int schema,
        DeviceId deviceId,
        long sequence,
        long observedGeneration,
        Instant at,
        AgentFacts agent,
        List<BundleStatus> bundles,
        List<ContainerStatus> containers,
        @Nullable String instance,
        List<CommandAnswer> commands) {

    public static final int SCHEMA = 1;

    public DeviceReport {
        bundles = List.copyOf(bundles == null ? List.of() : bundles);
        containers = List.copyOf(containers == null ? List.of() : containers);
        commands = List.copyOf(commands == null ? List.of() : commands);
    }

    /** As older agents report: without an instance, and with no word of commands. */
    public DeviceReport(
            int schema,
            DeviceId deviceId,
            long sequence,
            long observedGeneration,
            Instant at,
            AgentFacts agent,
            List<BundleStatus> bundles,
            List<ContainerStatus> containers) {
        this(schema, deviceId, sequence, observedGeneration, at, agent, bundles, containers, null, List.of());
    }

    /** The same, told by this instance of the agent. */
    public DeviceReport by(String teller) {
        return new DeviceReport(
                schema, deviceId, sequence, observedGeneration, at, agent, bundles, containers, teller, commands);
    }

    /** Where a bundle stands on a device. */
    public enum BundleState {
        /** Known, nothing done yet: the agent waits for something, and says so in {@code error}. */
        Pending,
        /** Steps towards the desired version are being carried out. */
        Updating,
        /** Every container of this version runs and is healthy, or has ended as its restart policy allows. */
        Running,
        /** This version was given up; {@code error} says why. */
        Failed
    }

    /**
     * @param version that {@code state} is about: the desired one as long as there is one
     * @param error set when {@code state} is {@code Failed}, or why it waits
     */
    public record BundleStatus(
            String bundleId,
            String version,
            BundleState state,
            @Nullable ReportedError error) {}

    /**
     * @param bundle the bundle's id
     * @param digest of the image that runs, {@code sha256:…}, where known
     * @param state in Docker's words: {@code created}, {@code running}, {@code restarting}, {@code exited},
     *     {@code paused}, {@code dead}, {@code missing}
     * @param health {@code healthy}, {@code unhealthy} or {@code starting}; absent without a health check
     * @param restarts by the engine since the container was created
     */
    public record ContainerStatus(
            String bundle,
            String name,
            String image,
            @Nullable String digest,
            String state,
            @Nullable String health,
            int restarts,
            @Nullable Instant startedAt,
            @Nullable String error) {}

    /**
     * @param code a stable word: {@code image-not-found}, {@code pull-failed}, {@code create-failed},
     *     {@code start-failed}, {@code unhealthy}, {@code crash-loop}, {@code runtime-unavailable},
     *     {@code policy}, {@code no-space}, {@code secret-missing}, {@code secret-unavailable},
     *     {@code signature-required}, {@code signature-invalid}, {@code signing-key-unknown},
     *     {@code artifact-unavailable}, {@code artifact-corrupt}
     * @param container which one, where it was one
     */
    public record ReportedError(
            String code, String message, @Nullable String container) {}
}
