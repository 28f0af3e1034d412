package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.bundle.ContainerSpec.LimitsSpec;
import io.signalbeam.shared.bundle.ContainerSpec.RestartSpec;
import io.signalbeam.shared.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a manifest in its canonical form, so that equal manifests are equal bytes: UTF-8, keys sorted, no space
 * between tokens, and whatever equals its default left out. {@link ManifestReader} reads it back to an equal manifest.
 */
public final class ManifestWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ManifestWriter() {}

    public static byte[] canonical(BundleManifest manifest) {
        return Json.writeBytes(sorted(tree(manifest)));
    }

    private static ObjectNode tree(BundleManifest manifest) {
        var node = NODES.objectNode().put("bundleId", manifest.bundleId()).put("version", manifest.version());
        put(node, "description", manifest.description(), null);
        array(node, "containers", manifest.containers(), ManifestWriter::container);
        array(
                node,
                "artifacts",
                manifest.artifacts(),
                artifact -> NODES.objectNode()
                        .put("name", artifact.name())
                        .put("sha256", artifact.sha256())
                        .put("sizeBytes", artifact.sizeBytes())
                        .put("path", artifact.path()));
        var logs = manifest.logs();
        if (logs != null && logs.ship()) {
            var written = node.putObject("logs").put("ship", true);
            number(written, "retentionDays", logs.retentionDays(), LogsSpec.DEFAULT_RETENTION_DAYS);
        }
        var agent = manifest.agent();
        if (agent != null) {
            var written = node.putObject("agent").put("version", agent.version());
            array(
                    written,
                    "packages",
                    agent.packages(),
                    each -> NODES.objectNode()
                            .put("arch", each.arch())
                            .put("sha256", each.sha256())
                            .put("sizeBytes", each.sizeBytes()));
        }
        return node;
    }

    private static ObjectNode container(ContainerSpec container) {
        var node = NODES.objectNode().put("name", container.name()).put("image", container.image());
        array(node, "entrypoint", container.entrypoint(), NODES::textNode);
        array(node, "command", container.command(), NODES::textNode);
        map(node, "env", container.env());
        map(node, "secrets", container.secrets());
        array(node, "ports", container.ports(), ManifestWriter::port);
        array(node, "volumes", container.volumes(), ManifestWriter::volume);
        array(node, "devices", container.devices(), ManifestWriter::device);
        array(node, "networks", container.networks(), NODES::textNode);
        flag(node, "hostNetwork", container.hostNetwork());
        flag(node, "privileged", container.privileged());
        put(node, "user", container.user(), null);
        if (!container.restart().equals(RestartSpec.ALWAYS)) {
            var restart =
                    node.putObject("restart").put("policy", container.restart().policy());
            number(restart, "maxRetries", container.restart().maxRetries(), 0);
        }
        var check = container.healthCheck();
        if (check != null) {
            var health = node.putObject("healthCheck");
            array(health, "command", check.command(), NODES::textNode);
            number(health, "intervalSeconds", check.intervalSeconds(), 30);
            number(health, "timeoutSeconds", check.timeoutSeconds(), 30);
            number(health, "retries", check.retries(), 3);
            number(health, "startPeriodSeconds", check.startPeriodSeconds(), 0);
        }
        if (!container.limits().equals(LimitsSpec.NONE)) {
            node.putObject("limits")
                    .put("memoryBytes", container.limits().memoryBytes())
                    .put("cpus", container.limits().cpus())
                    .put("pids", container.limits().pids());
        }
        map(node, "labels", container.labels());
        array(node, "dependsOn", container.dependsOn(), NODES::textNode);
        number(node, "stopGraceSeconds", container.stopGraceSeconds(), ContainerSpec.DEFAULT_STOP_GRACE_SECONDS);
        return node;
    }

    private static ObjectNode port(ContainerSpec.PortSpec port) {
        var node = NODES.objectNode().put("container", port.container()).put("host", port.host());
        put(node, "protocol", port.protocol(), "tcp");
        put(node, "hostIp", port.hostIp(), null);
        return node;
    }

    private static ObjectNode volume(ContainerSpec.VolumeSpec volume) {
        var node = NODES.objectNode().put("path", volume.path());
        put(node, "name", volume.name(), null);
        put(node, "hostPath", volume.hostPath(), null);
        flag(node, "readOnly", volume.readOnly());
        return node;
    }

    private static ObjectNode device(ContainerSpec.HostDeviceSpec device) {
        var node = NODES.objectNode().put("host", device.host());
        put(node, "container", device.container(), device.host());
        put(node, "permissions", device.permissions(), "rwm");
        return node;
    }

    private static void put(ObjectNode node, String field, @Nullable String value, @Nullable String absent) {
        if (value != null && !value.equals(absent)) {
            node.put(field, value);
        }
    }

    private static void flag(ObjectNode node, String field, boolean value) {
        if (value) {
            node.put(field, true);
        }
    }

    private static void number(ObjectNode node, String field, int value, int absent) {
        if (value != absent) {
            node.put(field, value);
        }
    }

    private static void map(ObjectNode node, String field, Map<String, String> map) {
        if (!map.isEmpty()) {
            var child = node.putObject(field);
            map.forEach(child::put);
        }
    }

    private static <T> void array(ObjectNode node, String field, List<T> items, Function<T, JsonNode> write) {
        if (!items.isEmpty()) {
            var child = node.putArray(field);
            items.forEach(item -> child.add(write.apply(item)));
        }
    }

    /** Sorted by UTF-16 units, as RFC 8785 has it; nulls left out. */
    private static JsonNode sorted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var fields = new TreeMap<String, JsonNode>();
                object.properties().forEach(field -> {
                    if (!field.getValue().isNull()) {
                        fields.put(field.getKey(), sorted(field.getValue()));
                    }
                });
                yield NODES.objectNode().setAll(fields);
            }
            case ArrayNode array -> {
                var items = NODES.arrayNode(array.size());
                array.forEach(item -> items.add(sorted(item)));
                yield items;
            }
            default -> node;
        };
    }
}
