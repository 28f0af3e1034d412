package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.VolumeOptions;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ContainerSpec.HealthCheckSpec;
import io.signalbeam.shared.bundle.ContainerSpec.LimitsSpec;
import io.signalbeam.shared.bundle.ContainerSpec.PortSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A container's specification in the words of the Engine's API. */
final class EngineSpec {
    private static final long CPU_PERIOD_MICROS = 100_000;

    private EngineSpec() {}

    static CreateContainerCmd apply(CreateContainerCmd create, ContainerCreation creation) {
        var spec = creation.spec();
        create.withName(creation.name())
                .withLabels(creation.labels())
                .withEnv(spec.env().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList())
                .withExposedPorts(spec.ports().stream().map(EngineSpec::exposed).toList())
                .withStopTimeout(spec.stopGraceSeconds())
                .withHostConfig(hostConfig(creation));
        if (!creation.networks().isEmpty()) {
            create.withAliases(spec.name());
        }
        if (!spec.entrypoint().isEmpty()) {
            create.withEntrypoint(spec.entrypoint());
        }
        if (!spec.command().isEmpty()) {
            create.withCmd(spec.command());
        }
        if (spec.user() != null) {
            create.withUser(spec.user());
        }
        if (spec.healthCheck() != null) {
            create.withHealthcheck(healthCheck(spec.healthCheck()));
        }
        return create;
    }

    private static HostConfig hostConfig(ContainerCreation creation) {
        var spec = creation.spec();
        var config = HostConfig.newHostConfig()
                .withNetworkMode(
                        creation.networks().isEmpty()
                                ? "host"
                                : creation.networks().get(0))
                .withPrivileged(spec.privileged())
                .withRestartPolicy(restart(spec))
                .withPortBindings(spec.ports().stream().map(EngineSpec::binding).toList())
                .withMounts(spec.volumes().stream()
                        .map(volume -> mount(volume, creation))
                        .toList())
                .withDevices(spec.devices().stream()
                        .map(device -> new Device(device.permissions(), device.container(), device.host()))
                        .toList());
        limit(config, spec.limits());
        return config;
    }

    private static void limit(HostConfig config, LimitsSpec limits) {
        if (limits.memoryBytes() != null) {
            config.withMemory(limits.memoryBytes());
        }
        if (limits.cpus() != null) {
            config.withCpuPeriod(CPU_PERIOD_MICROS).withCpuQuota(Math.round(limits.cpus() * CPU_PERIOD_MICROS));
        }
        if (limits.pids() != null) {
            config.withPidsLimit(limits.pids().longValue());
        }
        // An engine without rotation fills the disk of a device that nobody visits.
        config.withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "5m", "max-file", "2")));
    }

    private static RestartPolicy restart(ContainerSpec spec) {
        return switch (spec.restart().policy()) {
            case "no" -> RestartPolicy.noRestart();
            case "on-failure" -> RestartPolicy.onFailureRestart(spec.restart().maxRetries());
            case "unless-stopped" -> RestartPolicy.unlessStoppedRestart();
            default -> RestartPolicy.alwaysRestart();
        };
    }

    private static ExposedPort exposed(PortSpec port) {
        return new ExposedPort(
                port.container(), InternetProtocol.parse(port.protocol().toLowerCase(Locale.ROOT)));
    }

    private static PortBinding binding(PortSpec port) {
        var hostPort = port.host() == null ? null : port.host().toString();
        return new PortBinding(new Ports.Binding(port.hostIp(), hostPort), exposed(port));
    }

    private static Mount mount(VolumeSpec volume, ContainerCreation creation) {
        var mount = new Mount().withTarget(volume.path()).withReadOnly(volume.readOnly());
        if (volume.hostPath() != null) {
            return mount.withType(MountType.BIND).withSource(volume.hostPath());
        }
        var labels = Map.of(
                ManagedLabels.MANAGED,
                "true",
                ManagedLabels.BUNDLE,
                creation.labels().getOrDefault(ManagedLabels.BUNDLE, ""));
        return mount.withType(MountType.VOLUME)
                .withSource(volume.name())
                .withVolumeOptions(new VolumeOptions().withLabels(labels));
    }

    private static HealthCheck healthCheck(HealthCheckSpec check) {
        return new HealthCheck()
                .withTest(check.command())
                .withInterval(TimeUnit.SECONDS.toNanos(check.intervalSeconds()))
                .withTimeout(TimeUnit.SECONDS.toNanos(check.timeoutSeconds()))
                .withRetries(check.retries())
                .withStartPeriod(TimeUnit.SECONDS.toNanos(check.startPeriodSeconds()));
    }
}
