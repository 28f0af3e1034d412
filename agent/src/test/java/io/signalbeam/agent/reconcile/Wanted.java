package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ContainerSpec.HostDeviceSpec;
import io.signalbeam.shared.bundle.ContainerSpec.RestartSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds desired states that say only what matters to a test. */
public final class Wanted {
    public static final DeviceId DEVICE = DeviceId.parse("01890000-0000-7000-8000-000000000001");
    private static final TenantId TENANT = TenantId.parse("01890000-0000-7000-8000-000000000002");

    private Wanted() {}

    public static DesiredState state(long generation, DesiredBundle... bundles) {
        return state(DEVICE, generation, bundles);
    }

    public static DesiredState state(DeviceId device, long generation, DesiredBundle... bundles) {
        return new DesiredState(
                DesiredState.SCHEMA,
                device,
                TENANT,
                generation,
                "van-7",
                Map.of("site", "berlin"),
                List.of(bundles),
                AgentSettings.DEFAULTS);
    }

    /** The digest stands for the content: equal versions are equal manifests here. */
    public static DesiredBundle bundle(String id, String version, ContainerSpec... containers) {
        return new DesiredBundle(id, version, "sha256:" + id + "-" + version, List.of(containers), List.of());
    }

    /** The same bundle with these artifacts. */
    public static DesiredBundle showing(DesiredBundle bundle, ArtifactSpec... artifacts) {
        return new DesiredBundle(
                bundle.bundleId(),
                bundle.version(),
                bundle.manifestDigest(),
                bundle.containers(),
                List.of(artifacts),
                bundle.description(),
                bundle.secrets(),
                bundle.signature());
    }

    /** The same bundle with these secrets, as name and version in turn. */
    public static DesiredBundle with(DesiredBundle bundle, String... namesAndVersions) {
        var secrets = new ArrayList<SecretRef>();
        for (int i = 0; i < namesAndVersions.length; i += 2) {
            secrets.add(new SecretRef(namesAndVersions[i], namesAndVersions[i + 1]));
        }
        return new DesiredBundle(
                bundle.bundleId(),
                bundle.version(),
                bundle.manifestDigest(),
                bundle.containers(),
                bundle.artifacts(),
                bundle.description(),
                secrets,
                bundle.signature());
    }

    /** One that does nothing, and ends at once when it is told to. */
    public static ContainerSpec sleeper(String name, String image) {
        return container(name, image)
                .command("/bin/busybox", "sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done")
                .spec();
    }

    public static Container container(String name, String image) {
        return new Container(name, image);
    }

    /** A container's specification in the making. */
    public static final class Container {
        private final String name;
        private final String image;
        private List<String> command = List.of();
        private Map<String, String> env = Map.of();
        private Map<String, String> secrets = Map.of();
        private List<VolumeSpec> volumes = List.of();
        private final List<String> dependsOn = new ArrayList<>();
        private String restart = "always";
        private boolean privileged;
        private boolean hostNetwork;
        private final List<HostDeviceSpec> devices = new ArrayList<>();
        private ContainerSpec.HealthCheckSpec healthCheck;

        private Container(String name, String image) {
            this.name = name;
            this.image = image;
        }

        public Container command(String... words) {
            command = List.of(words);
            return this;
        }

        public Container env(String key, String value) {
            env = Map.of(key, value);
            return this;
        }

        public Container secret(String variable, String name) {
            secrets = Map.of(variable, name);
            return this;
        }

        public Container volume(String volume, String path) {
            volumes = List.of(new VolumeSpec(volume, null, path, false));
            return this;
        }

        public Container dependsOn(String other) {
            dependsOn.add(other);
            return this;
        }

        public Container restart(String policy) {
            restart = policy;
            return this;
        }

        public Container privileged() {
            privileged = true;
            return this;
        }

        public Container hostNetwork() {
            hostNetwork = true;
            return this;
        }

        public Container hostPath(String path) {
            volumes = List.of(new VolumeSpec(null, path, "/mounted", true));
            return this;
        }

        public Container device(String host) {
            devices.add(new HostDeviceSpec(host, host, "rw"));
            return this;
        }

        public Container healthCheck(String... command) {
            healthCheck = new ContainerSpec.HealthCheckSpec(List.of(command), 1, 1, 2, 0);
            return this;
        }

        public ContainerSpec spec() {
            return new ContainerSpec(
                    name,
                    image,
                    List.of(),
                    command,
                    env,
                    secrets,
                    List.of(),
                    volumes,
                    devices,
                    List.of(),
                    hostNetwork,
                    privileged,
                    null,
                    new RestartSpec(restart, 0),
                    healthCheck,
                    null,
                    Map.of(),
                    dependsOn,
                    2);
        }
    }
}
