package io.signalbeam.shared.bundle;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One container of a bundle, in the words of Docker's API. A wire format, hence the many components.
 *
 * @param name a DNS label, unique in the bundle
 * @param image reference with a tag or a digest: {@code ghcr.io/org/app:1.2.0}, {@code app@sha256:…}
 * @param entrypoint replaces the image's; empty keeps it
 * @param command replaces the image's; empty keeps it
 * @param env environment; values may hold {@code ${device.id}}, {@code ${device.name}} and {@code ${label.KEY}}
 * @param secrets environment variable → name of a secret of the tenant
 * @param networks names of networks inside the bundle; empty means the bundle's default network
 * @param dependsOn containers of the same bundle that start before this one
 * @param stopGraceSeconds between the stop signal and the kill, 0 to 3600
 */
public record ContainerSpec(
        String name,
        String image,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> env,
        Map<String, String> secrets,
        List<PortSpec> ports,
        List<VolumeSpec> volumes,
        List<HostDeviceSpec> devices,
        List<String> networks,
        boolean hostNetwork,
        boolean privileged,
        @Nullable String user,
        RestartSpec restart,
        @Nullable HealthCheckSpec healthCheck,
        LimitsSpec limits,
        Map<String, String> labels,
        List<String> dependsOn,
        int stopGraceSeconds) {

    public static final int DEFAULT_STOP_GRACE_SECONDS = 10;

    public ContainerSpec {
        entrypoint = List.copyOf(entrypoint == null ? List.of() : entrypoint);
        command = List.copyOf(command == null ? List.of() : command);
        env = Map.copyOf(env == null ? Map.of() : env);
        secrets = Map.copyOf(secrets == null ? Map.of() : secrets);
        ports = List.copyOf(ports == null ? List.of() : ports);
        volumes = List.copyOf(volumes == null ? List.of() : volumes);
        devices = List.copyOf(devices == null ? List.of() : devices);
        networks = List.copyOf(networks == null ? List.of() : networks);
        restart = restart == null ? RestartSpec.ALWAYS : restart;
        limits = limits == null ? LimitsSpec.NONE : limits;
        labels = Map.copyOf(labels == null ? Map.of() : labels);
        dependsOn = List.copyOf(dependsOn == null ? List.of() : dependsOn);
    }

    /** A container with defaults for everything but its name and image. */
    public static ContainerSpec of(String name, String image) {
        return new ContainerSpec(
                name,
                image,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                false,
                null,
                RestartSpec.ALWAYS,
                null,
                LimitsSpec.NONE,
                Map.of(),
                List.of(),
                DEFAULT_STOP_GRACE_SECONDS);
    }

    /**
     * @param container port inside, 1 to 65535
     * @param host port on the device; absent lets the engine choose
     * @param protocol {@code tcp} or {@code udp}
     * @param hostIp address to listen on; absent means every one
     */
    public record PortSpec(
            int container,
            @Nullable Integer host,
            String protocol,
            @Nullable String hostIp) {}

    /**
     * A named volume of the bundle ({@code name}) or a bind mount ({@code hostPath}); exactly one is set.
     *
     * @param path absolute, inside the container
     */
    public record VolumeSpec(
            @Nullable String name, @Nullable String hostPath, String path, boolean readOnly) {}

    /** @param permissions letters of {@code rwm}, as the engine takes them */
    public record HostDeviceSpec(String host, String container, String permissions) {}

    /**
     * @param policy {@code no}, {@code on-failure}, {@code always} or {@code unless-stopped}
     * @param maxRetries for {@code on-failure} only; 0 means without end
     */
    public record RestartSpec(String policy, int maxRetries) {
        public static final RestartSpec ALWAYS = new RestartSpec("always", 0);
    }

    /**
     * @param command as Docker's {@code HEALTHCHECK}: the first word is {@code CMD} or {@code CMD-SHELL}
     * @param intervalSeconds 1 to 3600
     * @param timeoutSeconds 1 to 3600
     * @param retries 1 to 100
     * @param startPeriodSeconds 0 to 3600
     */
    public record HealthCheckSpec(
            List<String> command, int intervalSeconds, int timeoutSeconds, int retries, int startPeriodSeconds) {
        public HealthCheckSpec {
            command = List.copyOf(command);
        }
    }

    /**
     * @param memoryBytes at least 6 MiB, as the engine asks; absent means no limit
     * @param cpus share of cores, at least 0.01, as the engine asks; absent means no limit
     * @param pids at least 1; absent means no limit
     */
    public record LimitsSpec(
            @Nullable Long memoryBytes,
            @Nullable Double cpus,
            @Nullable Integer pids) {
        public static final LimitsSpec NONE = new LimitsSpec(null, null, null);
    }
}
