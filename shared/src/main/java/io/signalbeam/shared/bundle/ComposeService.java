package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.FieldReader;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns one service of a Compose file into a container of a manifest; the manifest's own checks come later. */
final class ComposeService {
    private static final Pattern RESTART = Pattern.compile("on-failure:([0-9]{1,9})");
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("build", "devices do not build: push the image to a registry and name it in 'image'"),
            Map.entry("configs", "upload the file as an artifact of the bundle"),
            Map.entry("secrets", "create the secret in the tenant and name it under 'secrets' of a JSON manifest"),
            Map.entry("extends", "write the service out, or use a YAML anchor"),
            Map.entry("env_file", "list the variables under 'environment'"),
            Map.entry("profiles", "make a bundle of the services that belong together"),
            Map.entry("links", "use 'networks': containers find each other by name"),
            Map.entry("volumes_from", "list the volumes under 'volumes'"),
            Map.entry("scale", "a device runs one container of a service"),
            Map.entry("working_dir", "set it in the image"),
            Map.entry("tmpfs", "use a named volume"),
            Map.entry("cpu_quota", "use 'cpus'"),
            Map.entry("mem_reservation", "use 'mem_limit'"));

    private final FieldReader fields;
    private final String at;
    private final ComposePlaces places;
    private final Set<String> volumes;
    private final Set<String> networks;
    private final ObjectNode out = JsonNodeFactory.instance.objectNode();

    ComposeService(FieldReader fields, String at, ComposePlaces places, Set<String> volumes, Set<String> networks) {
        this.fields = fields;
        this.at = at;
        this.places = places;
        this.volumes = volumes;
        this.networks = networks;
    }

    ObjectNode read(String name) {
        out.put("name", name);
        fields.any("container_name");
        fields.any("expose");
        copy(fields, "image", "image");
        words("command");
        words("entrypoint");
        pairs("environment", "env");
        pairs("labels", "labels");
        var mounts = new ComposeMounts(fields, at, places, out, volumes);
        mounts.volumes();
        mounts.devices();
        new ComposePorts(fields, at, places, out).read();
        networks();
        networkMode();
        copy(fields, "privileged", "privileged");
        var user = fields.any("user");
        if (!user.isMissingNode()) {
            out.set("user", user.isIntegralNumber() ? JsonNodeFactory.instance.textNode(user.asText()) : user);
        }
        restart();
        new ComposeHealth(fields, at, places, out).read();
        new ComposeLimits(fields, at, places, out).read();
        dependsOn();
        if (fields.has("stop_grace_period")) {
            places.whole(at + ".stopGraceSeconds", fields.path("stop_grace_period"));
            ComposeHealth.seconds(fields, "stop_grace_period", out, "stopGraceSeconds");
        }
        fields.refuseUnknownBut(
                "x-", key -> INSTEAD.getOrDefault(key, "a container of a bundle has nothing like it: take it out"));
        return out;
    }

    /** Takes the value over as it is; its type is checked with the manifest's. */
    private void copy(FieldReader from, String field, String to) {
        var value = from.any(field);
        if (!value.isMissingNode()) {
            out.set(to, value);
        }
    }

    private void words(String field) {
        var value = fields.any(field);
        if (value.isTextual()) {
            var words = ComposeText.words(value.textValue());
            if (words.isEmpty()) {
                fields.error(field, "format", "has a quote that does not end");
            } else {
                words.get().forEach(out.putArray(field)::add);
            }
        } else if (value.isArray()) {
            var list = out.putArray(field);
            value.forEach(item -> list.add(scalar(item)));
        } else if (!value.isMissingNode()) {
            fields.error(field, "type", "must be a text or a list of texts");
        }
    }

    /** {@code KEY: value} or {@code - KEY=value}. */
    private void pairs(String field, String to) {
        var value = fields.any(field);
        if (value.isMissingNode()) {
            return;
        }
        places.same(at + "." + to, fields.path(field));
        var map = out.putObject(to);
        if (value.isObject()) {
            value.properties().forEach(pair -> pair(map, field + "." + pair.getKey(), pair.getKey(), pair.getValue()));
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                var place = field + "[" + i + "]";
                if (!value.get(i).isTextual()) {
                    fields.error(place, "type", "must be a text KEY=value");
                    continue;
                }
                var text = value.get(i).textValue();
                int equals = text.indexOf('=');
                var key = equals < 0 ? text : text.substring(0, equals);
                places.whole(at + "." + to + "." + key, fields.path(place));
                if (map.has(key)) {
                    fields.error(place, "duplicate", "'" + key + "' is set twice");
                }
                pair(
                        map,
                        place,
                        key,
                        equals < 0
                                ? JsonNodeFactory.instance.nullNode()
                                : JsonNodeFactory.instance.textNode(text.substring(equals + 1)));
            }
        } else {
            fields.error(field, "type", "must be a map, or a list of KEY=value");
        }
    }

    private void pair(ObjectNode map, String place, String key, JsonNode value) {
        if (!value.isNull()) {
            map.set(key, scalar(value));
        } else if (place.startsWith("labels")) {
            map.put(key, "");
        } else {
            fields.error(place, "required", "nobody's shell is there to give '" + key + "' a value: write one");
        }
    }

    private void networks() {
        var value = fields.any("networks");
        if (value.isMissingNode()) {
            return;
        }
        var list = out.putArray("networks");
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                network(value.get(i), "networks[" + i + "]");
                list.add(value.get(i));
            }
        } else if (value.isObject()) {
            for (var network : value.properties()) {
                var place = "networks." + network.getKey();
                places.whole(at + ".networks[" + list.size() + "]", fields.path(place));
                if (!network.getValue().isNull() && !network.getValue().isEmpty()) {
                    fields.error(place, "unknown", "a container joins a network without options");
                }
                var name = JsonNodeFactory.instance.textNode(network.getKey());
                network(name, place);
                list.add(name);
            }
        } else {
            fields.error("networks", "type", "must be a list or a map");
        }
        if (list.size() == 1 && list.get(0).asText().equals("default")) {
            // A manifest says so by naming none.
            list.removeAll();
        }
    }

    private void network(JsonNode name, String place) {
        if (name.isTextual() && !name.textValue().equals("default") && !networks.contains(name.textValue())) {
            fields.error(place, "reference", "the file's networks have no '" + name.textValue() + "'");
        } else if (name.asText().equals("default") && fields.any("networks").size() > 1) {
            fields.error(place, "conflict", "a container is on the default network or on others: name a shared one");
        }
    }

    private void networkMode() {
        places.whole(at + ".hostNetwork", fields.path("network_mode"));
        var mode = fields.string("network_mode", 1000);
        if (mode != null && mode.equals("host")) {
            out.put("hostNetwork", true);
        } else if (mode != null && !mode.equals("bridge")) {
            fields.error("network_mode", "unknown", "must be host or bridge");
        }
    }

    private void restart() {
        places.whole(at + ".restart", fields.path("restart"));
        var text = fields.string("restart", 1000);
        if (text == null) {
            return;
        }
        var restart = out.putObject("restart");
        var retries = RESTART.matcher(text);
        if (retries.matches()) {
            restart.put("policy", "on-failure").put("maxRetries", Integer.parseInt(retries.group(1)));
        } else {
            restart.put("policy", text);
        }
    }

    private void dependsOn() {
        var value = fields.any("depends_on");
        if (value.isMissingNode()) {
            return;
        }
        places.same(at + ".dependsOn", fields.path("depends_on"));
        var list = out.putArray("dependsOn");
        if (value.isArray()) {
            value.forEach(list::add);
            return;
        }
        var map = fields.object("depends_on");
        if (map == null || !map.isObject()) {
            return;
        }
        for (var name : map.names()) {
            places.whole(at + ".dependsOn[" + list.size() + "]", map.path(name));
            list.add(name);
            var options = map.object(name);
            if (options != null) {
                if (!options.string("condition", 1000, "service_started").equals("service_started")) {
                    options.error(
                            "condition",
                            "unknown",
                            "a container waits for the start of others only:"
                                    + " use service_started, and let the program wait for more");
                }
                options.refuseUnknown();
            }
        }
    }

    /** Numbers and truth values as the texts they were; anything else stays what it is and is refused later. */
    static JsonNode scalar(JsonNode value) {
        return value.isNumber() || value.isBoolean() ? JsonNodeFactory.instance.textNode(value.asText()) : value;
    }
}
