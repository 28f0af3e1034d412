package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.FieldReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code volumes} and {@code devices} of a service, in their short and long forms. */
final class ComposeMounts {
    /** {@code z} and {@code Z} are for SELinux, and {@code rw} is what a mount is anyway. */
    private static final Set<String> IDLE_MODES = Set.of("rw", "z", "Z");

    private final FieldReader service;
    private final String at;
    private final ComposePlaces places;
    private final ObjectNode out;
    private final Set<String> declared;

    ComposeMounts(FieldReader service, String at, ComposePlaces places, ObjectNode out, Set<String> declared) {
        this.service = service;
        this.at = at;
        this.places = places;
        this.out = out;
        this.declared = declared;
    }

    void volumes() {
        var value = service.any("volumes");
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isArray()) {
            service.error("volumes", "type", "must be a list");
            return;
        }
        var volumes = out.putArray("volumes");
        for (int i = 0; i < value.size(); i++) {
            var place = "volumes[" + i + "]";
            if (value.get(i).isObject()) {
                longVolume(service.item("volumes", i), volumes, place);
            } else if (value.get(i).isTextual()) {
                shortVolume(value.get(i).textValue(), volumes, place);
            } else {
                service.error(place, "type", "must be a text or a map");
            }
        }
    }

    private void shortVolume(String text, ArrayNode volumes, String place) {
        var parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            service.error(place, "format", "must be source:target[:ro], where source is a volume's name or a path");
            return;
        }
        boolean readOnly = false;
        for (var mode : parts.length == 3 ? parts[2].split(",", -1) : new String[0]) {
            if (mode.equals("ro")) {
                readOnly = true;
            } else if (!IDLE_MODES.contains(mode)) {
                service.error(place, "unknown", "a mount is ro or rw, and not '" + mode + "'");
            }
        }
        var source = parts[0];
        boolean isPath = source.startsWith("/") || source.startsWith(".") || source.startsWith("~");
        volume(volumes, place, isPath ? null : source, isPath ? source : null, parts[1], readOnly);
    }

    private void longVolume(FieldReader volume, ArrayNode volumes, String place) {
        var type = volume.requiredString("type", 1000);
        var source = volume.string("source", 4096);
        var target = volume.requiredString("target", 4096);
        boolean readOnly = volume.bool("read_only", false);
        volume.refuseUnknown(key -> "a mount has no such option: take it out");
        if (!type.isEmpty() && !type.equals("volume") && !type.equals("bind")) {
            volume.error("type", "unknown", "must be volume or bind");
        } else if (source == null) {
            volume.error("source", "required", "must be given: a volume's name, or a path for bind");
        } else if (!type.isEmpty() && !target.isEmpty()) {
            boolean bind = type.equals("bind");
            volume(volumes, place, bind ? null : source, bind ? source : null, target, readOnly);
        }
    }

    private void volume(
            ArrayNode volumes,
            String place,
            @Nullable String name,
            @Nullable String hostPath,
            String path,
            boolean readOnly) {
        if (name != null && !declared.contains(name)) {
            service.error(place, "reference", "the file's volumes have no '" + name + "'");
        }
        if (hostPath != null && !hostPath.startsWith("/")) {
            service.error(place, "format", "a path on the device is absolute; there is no project folder on it");
        }
        places.whole(at + ".volumes[" + volumes.size() + "]", service.path(place));
        var volume = volumes.addObject().put("path", path);
        if (name != null) {
            volume.put("name", name);
        }
        if (hostPath != null) {
            volume.put("hostPath", hostPath);
        }
        if (readOnly) {
            volume.put("readOnly", true);
        }
    }

    void devices() {
        var value = service.any("devices");
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isArray()) {
            service.error("devices", "type", "must be a list");
            return;
        }
        var devices = out.putArray("devices");
        for (int i = 0; i < value.size(); i++) {
            var place = "devices[" + i + "]";
            places.whole(at + ".devices[" + devices.size() + "]", service.path(place));
            if (value.get(i).isObject()) {
                var device = service.item("devices", i);
                var node = devices.addObject().put("host", device.requiredString("source", 4096));
                put(node, "container", device.string("target", 4096));
                put(node, "permissions", device.string("permissions", 1000));
                device.refuseUnknown();
                continue;
            }
            var parts = value.get(i).asText().split(":", -1);
            if (!value.get(i).isTextual() || parts.length > 3) {
                service.error(place, "format", "must be host[:container[:permissions]]");
                continue;
            }
            var node = devices.addObject().put("host", parts[0]);
            put(node, "container", parts.length > 1 ? parts[1] : null);
            put(node, "permissions", parts.length > 2 ? parts[2] : null);
        }
    }

    private static void put(ObjectNode node, String field, @Nullable String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
