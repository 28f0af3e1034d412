package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.FieldReader;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code ports} in the short form {@code [[IP:]HOST:]CONTAINER[/PROTOCOL]}, with ranges, and in the long form. */
final class ComposePorts {
    private static final Pattern SHORT =
            Pattern.compile("(?:(?:(\\[[0-9a-fA-F:]+]|[0-9.]+):)?([0-9]{1,5}(?:-[0-9]{1,5})?)?:)?"
                    + "([0-9]{1,5}(?:-[0-9]{1,5})?)(?:/([a-z]+))?");
    private static final Set<String> MODES = Set.of("host", "ingress");
    private static final int MAX_RANGE = 100;

    private final FieldReader service;
    private final String at;
    private final ComposePlaces places;
    private final ObjectNode out;

    ComposePorts(FieldReader service, String at, ComposePlaces places, ObjectNode out) {
        this.service = service;
        this.at = at;
        this.places = places;
        this.out = out;
    }

    void read() {
        var value = service.any("ports");
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isArray()) {
            service.error("ports", "type", "must be a list");
            return;
        }
        var ports = out.putArray("ports");
        for (int i = 0; i < value.size(); i++) {
            var item = value.get(i);
            var place = "ports[" + i + "]";
            if (item.isObject()) {
                longForm(service.item("ports", i), ports, place);
            } else {
                shortForm(item.isTextual() || item.isIntegralNumber() ? item.asText() : "", ports, place);
            }
        }
    }

    private void shortForm(String text, ArrayNode ports, String place) {
        var matcher = SHORT.matcher(text);
        if (!matcher.matches()) {
            service.error(place, "format", "must be [[address:]host:]container[/protocol], such as \"8080:80\"");
            return;
        }
        var ip = matcher.group(1);
        add(ports, place, matcher.group(3), matcher.group(2), matcher.group(4), ip);
    }

    private void longForm(FieldReader port, ArrayNode ports, String place) {
        var target = port.any("target");
        var published = port.any("published");
        var protocol = port.string("protocol", 1000);
        var ip = port.string("host_ip", 1000);
        port.any("name");
        port.any("app_protocol");
        if (!MODES.contains(port.string("mode", 1000, "host"))) {
            port.error("mode", "format", "must be host or ingress");
        }
        port.refuseUnknown();
        if (!isPorts(target)) {
            port.error("target", target.isMissingNode() ? "required" : "format", "must be a port");
        } else if (!published.isMissingNode() && !isPorts(published)) {
            port.error("published", "format", "must be a port");
        } else {
            add(ports, place, target.asText(), published.isMissingNode() ? null : published.asText(), protocol, ip);
        }
    }

    private static boolean isPorts(JsonNode value) {
        return (value.isIntegralNumber() || value.isTextual()) && value.asText().matches("[0-9]{1,5}(-[0-9]{1,5})?");
    }

    private void add(
            ArrayNode ports,
            String place,
            String container,
            @Nullable String host,
            @Nullable String protocol,
            @Nullable String ip) {
        var inside = range(container);
        var outside = host == null || host.isEmpty() ? null : range(host);
        if (inside[1] < inside[0]
                || inside[1] - inside[0] >= MAX_RANGE
                || (outside != null && outside[1] - outside[0] != inside[1] - inside[0])) {
            service.error(place, "range", "ranges have equal lengths of at most " + MAX_RANGE + " ports");
            return;
        }
        for (int i = 0; i <= inside[1] - inside[0]; i++) {
            places.whole(at + ".ports[" + ports.size() + "]", service.path(place));
            var port = ports.addObject().put("container", inside[0] + i);
            if (outside != null) {
                port.put("host", outside[0] + i);
            }
            if (protocol != null) {
                port.put("protocol", protocol);
            }
            if (ip != null) {
                port.put("hostIp", ip.replace("[", "").replace("]", ""));
            }
        }
    }

    /** First and last. */
    private static int[] range(String text) {
        int dash = text.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
        return new int[] {first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1))};
    }
}
