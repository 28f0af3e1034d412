package io.signalbeam.shared.bundle;

import io.signalbeam.shared.bundle.ContainerSpec.HealthCheckSpec;
import io.signalbeam.shared.bundle.ContainerSpec.HostDeviceSpec;
import io.signalbeam.shared.bundle.ContainerSpec.LimitsSpec;
import io.signalbeam.shared.bundle.ContainerSpec.PortSpec;
import io.signalbeam.shared.bundle.ContainerSpec.RestartSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import io.signalbeam.shared.json.FieldReader;
import io.signalbeam.shared.label.LabelSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one container of a manifest and checks all that concerns it alone. */
final class ContainerReader {
    private static final String RESERVED = "io.signalbeam";
    private static final Set<String> POLICIES = Set.of("no", "on-failure", "always", "unless-stopped");
    private static final Pattern ENV_NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]{0,255}");
    private static final Pattern VOLUME_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");
    private static final Pattern USER =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,62})?");
    private static final Pattern PERMISSIONS = Pattern.compile("(?!.*(.).*\\1)[rwm]{1,3}");
    private static final int MAX_ITEMS = 256;
    private static final int MAX_TEXT = 32 * 1024;

    private final FieldReader fields;

    ContainerReader(FieldReader fields) {
        this.fields = fields;
    }

    ContainerSpec read() {
        var name = fields.requiredString("name", 1000);
        if (!name.isEmpty() && !LabelSyntax.isDnsLabel(name)) {
            fields.error("name", "format", ManifestReader.DNS_LABEL);
        }
        var image = fields.requiredString("image", 1000);
        if (!image.isEmpty() && ImageReference.parse(image).isEmpty()) {
            fields.error("image", "format", "must be an image such as ghcr.io/org/app:1.2.0 or app@sha256:…");
        }
        var env = env();
        var container = new ContainerSpec(
                name,
                image,
                fields.strings("entrypoint", MAX_ITEMS, MAX_TEXT),
                fields.strings("command", MAX_ITEMS, MAX_TEXT),
                env,
                secrets(env),
                ports(),
                volumes(),
                devices(),
                names("networks"),
                fields.bool("hostNetwork", false),
                fields.bool("privileged", false),
                user(),
                restart(),
                healthCheck(),
                limits(),
                labels(),
                names("dependsOn"),
                fields.integer("stopGraceSeconds", 0, 3600, ContainerSpec.DEFAULT_STOP_GRACE_SECONDS));
        fields.refuseUnknown();
        if (container.hostNetwork() && !container.ports().isEmpty()) {
            fields.error("ports", "conflict", "a container on the host's network publishes no ports");
        }
        if (container.hostNetwork() && !container.networks().isEmpty()) {
            fields.error("networks", "conflict", "a container on the host's network joins no others");
        }
        return container;
    }

    private Map<String, String> env() {
        var env = fields.stringMap("env", MAX_ITEMS, MAX_TEXT);
        env.forEach((name, value) -> {
            checkEnvName("env", name);
            Variables.problem(value).ifPresent(problem -> fields.error("env." + name, "reference", problem));
        });
        return env;
    }

    private Map<String, String> secrets(Map<String, String> env) {
        var secrets = fields.stringMap("secrets", MAX_ITEMS, 1000);
        secrets.forEach((name, secret) -> {
            checkEnvName("secrets", name);
            if (!LabelSyntax.isDnsLabel(secret)) {
                fields.error("secrets." + name, "format", "the name of a secret " + ManifestReader.DNS_LABEL);
            }
            if (env.containsKey(name)) {
                fields.error("secrets." + name, "conflict", "'" + name + "' is set in env too");
            }
        });
        return secrets;
    }

    private void checkEnvName(String field, String name) {
        if (!ENV_NAME.matcher(name).matches()) {
            fields.error(
                    field + "." + name,
                    "format",
                    "the name of a variable has 1 to 256 letters, digits, '_', '-' or '.', and no digit first");
        }
    }

    private List<PortSpec> ports() {
        var ports = new ArrayList<PortSpec>();
        for (var port : fields.objects("ports", MAX_ITEMS)) {
            int container = (int) port.requiredInteger("container", 1, 65535);
            var host = port.integer("host", 1, 65535);
            var protocol = port.string("protocol", 1000, "tcp");
            if (!protocol.equals("tcp") && !protocol.equals("udp")) {
                port.error("protocol", "format", "must be tcp or udp");
            }
            var hostIp = port.string("hostIp", 1000);
            if (hostIp != null && !IpAddress.isLiteral(hostIp)) {
                port.error("hostIp", "format", "must be an IPv4 or IPv6 address");
            }
            port.refuseUnknown();
            ports.add(new PortSpec(container, host == null ? null : host.intValue(), protocol, hostIp));
        }
        return ports;
    }

    private List<VolumeSpec> volumes() {
        var volumes = new ArrayList<VolumeSpec>();
        var paths = new HashSet<String>();
        for (var volume : fields.objects("volumes", MAX_ITEMS)) {
            var name = volume.string("name", 1000);
            if (name != null && !VOLUME_NAME.matcher(name).matches()) {
                volume.error(
                        "name",
                        "format",
                        "a volume's name has 1 to 63 letters, digits, '_', '.' or '-', a letter or digit first");
            }
            var hostPath = volume.string("hostPath", 4096);
            if (hostPath != null) {
                (hostPath.isEmpty() ? MountPath.problem("empty") : MountPath.hostProblem(hostPath))
                        .ifPresent(problem -> volume.error("hostPath", "format", problem));
            }
            if (volume.has("name") == volume.has("hostPath")) {
                volume.error("name", volume.has("name") ? "conflict" : "required", "give either name or hostPath");
            }
            var path = volume.requiredString("path", 4096);
            MountPath.problem(path).ifPresent(problem -> volume.error("path", "format", problem));
            if (!path.isEmpty() && !paths.add(path)) {
                volume.error("path", "duplicate", "another volume of this container is mounted on '" + path + "'");
            }
            boolean readOnly = volume.bool("readOnly", false);
            volume.refuseUnknown();
            volumes.add(new VolumeSpec(name, hostPath, path, readOnly));
        }
        return volumes;
    }

    private List<HostDeviceSpec> devices() {
        var devices = new ArrayList<HostDeviceSpec>();
        var paths = new HashSet<String>();
        for (var device : fields.objects("devices", MAX_ITEMS)) {
            var host = device.requiredString("host", 4096);
            MountPath.problem(host).ifPresent(problem -> device.error("host", "format", problem));
            var container = device.has("container") ? device.requiredString("container", 4096) : host;
            if (device.has("container")) {
                MountPath.problem(container).ifPresent(problem -> device.error("container", "format", problem));
            }
            if (!container.isEmpty() && !paths.add(container)) {
                device.error("container", "duplicate", "another device of this container is at '" + container + "'");
            }
            var permissions = device.string("permissions", 1000, "rwm");
            if (!PERMISSIONS.matcher(permissions).matches()) {
                device.error("permissions", "format", "must be letters of rwm, each at most once");
            }
            device.refuseUnknown();
            devices.add(new HostDeviceSpec(host, container, permissions));
        }
        return devices;
    }

    private List<String> names(String field) {
        var names = fields.strings(field, MAX_ITEMS, 1000);
        var seen = new HashSet<String>();
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (!LabelSyntax.isDnsLabel(name)) {
                fields.error(field + "[" + i + "]", "format", ManifestReader.DNS_LABEL);
            } else if (!seen.add(name)) {
                fields.error(field + "[" + i + "]", "duplicate", "'" + name + "' is named twice");
            }
        }
        return names;
    }

    private @Nullable String user() {
        var user = fields.string("user", 1000);
        if (user != null && !USER.matcher(user).matches()) {
            fields.error("user", "format", "must be a user's name or number, or user:group");
        }
        return user;
    }

    private RestartSpec restart() {
        var restart = fields.object("restart");
        if (restart == null) {
            return RestartSpec.ALWAYS;
        }
        var policy = restart.requiredString("policy", 1000);
        int maxRetries = restart.integer("maxRetries", 0, 10_000, 0);
        if (!policy.isEmpty() && !POLICIES.contains(policy)) {
            restart.error("policy", "format", "must be no, on-failure, always or unless-stopped");
        } else if (maxRetries > 0 && !policy.equals("on-failure")) {
            restart.error("maxRetries", "conflict", "is for the policy on-failure only");
        }
        restart.refuseUnknown();
        return new RestartSpec(policy, maxRetries);
    }

    private @Nullable HealthCheckSpec healthCheck() {
        var check = fields.object("healthCheck");
        if (check == null) {
            return null;
        }
        var command = check.strings("command", MAX_ITEMS, MAX_TEXT);
        if (!check.has("command")) {
            check.error("command", "required", "must be given");
        } else if (check.isList("command")) {
            boolean right = !command.isEmpty()
                    && switch (command.getFirst()) {
                        case "CMD" -> command.size() >= 2;
                        case "CMD-SHELL" -> command.size() == 2;
                        default -> false;
                    };
            if (!right) {
                check.error("command", "format", "must be [\"CMD\", program, arguments…] or [\"CMD-SHELL\", line]");
            }
        }
        var spec = new HealthCheckSpec(
                command,
                check.integer("intervalSeconds", 1, 3600, 30),
                check.integer("timeoutSeconds", 1, 3600, 30),
                check.integer("retries", 1, 100, 3),
                check.integer("startPeriodSeconds", 0, 3600, 0));
        check.refuseUnknown();
        return spec;
    }

    private LimitsSpec limits() {
        var limits = fields.object("limits");
        if (limits == null) {
            return LimitsSpec.NONE;
        }
        var memory = limits.integer("memoryBytes", 6 * 1024 * 1024, 1L << 50);
        var cpus = limits.number("cpus", 0.01, 1024);
        var pids = limits.integer("pids", 1, 1 << 22);
        limits.refuseUnknown();
        return new LimitsSpec(memory, cpus, pids == null ? null : pids.intValue());
    }

    private Map<String, String> labels() {
        var labels = fields.stringMap("labels", MAX_ITEMS, 4096);
        for (var key : labels.keySet()) {
            if (key.startsWith(RESERVED)) {
                fields.error("labels." + key, "conflict", "keys that start with " + RESERVED + " are the agent's own");
            } else if (key.isBlank() || key.length() > 256) {
                fields.error("labels." + key, "format", "a key has 1 to 256 characters");
            }
        }
        return labels;
    }
}
