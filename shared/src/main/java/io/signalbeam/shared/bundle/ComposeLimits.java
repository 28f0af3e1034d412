package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.FieldReader;
import java.math.BigDecimal;

/** Reads what a service may use, from {@code deploy.resources.limits} or from the older keys beside it. */
final class ComposeLimits {
    private final FieldReader service;
    private final String at;
    private final ComposePlaces places;
    private final ObjectNode out;
    private final ObjectNode limits = JsonNodeFactory.instance.objectNode();

    ComposeLimits(FieldReader service, String at, ComposePlaces places, ObjectNode out) {
        this.service = service;
        this.at = at + ".limits.";
        this.places = places;
        this.out = out;
    }

    void read() {
        memory(service, "mem_limit");
        cpus(service, "cpus");
        pids(service, "pids_limit");
        var deploy = service.object("deploy");
        if (deploy != null) {
            deploy(deploy);
        }
        if (!limits.isEmpty()) {
            out.set("limits", limits);
        }
    }

    private void deploy(FieldReader deploy) {
        var replicas = deploy.any("replicas");
        if (!replicas.isMissingNode() && !(replicas.isInt() && replicas.intValue() == 1)) {
            deploy.error("replicas", "range", "a device runs one container of a service");
        }
        var resources = deploy.object("resources");
        if (resources != null) {
            var most = resources.object("limits");
            if (most != null) {
                memory(most, "memory");
                cpus(most, "cpus");
                pids(most, "pids");
                most.refuseUnknown();
            }
            resources.refuseUnknown(key -> "only 'limits' are kept on a device: take it out");
        }
        deploy.refuseUnknown(key -> key.equals("restart_policy")
                ? "use the service's 'restart'"
                : "a bundle is deployed by rollouts: take it out");
    }

    private void memory(FieldReader from, String field) {
        var value = from.any(field);
        if (value.isMissingNode()) {
            return;
        }
        var bytes = ComposeText.bytes(value.isTextual() || value.isIntegralNumber() ? value.asText() : "");
        if (bytes.isEmpty()) {
            from.error(field, "format", "must be an amount such as 64m or 1.5g");
        } else {
            set(from, field, "memoryBytes", JsonNodeFactory.instance.numberNode(bytes.getAsLong()));
        }
    }

    private void cpus(FieldReader from, String field) {
        var value = from.any(field);
        if (value.isMissingNode()) {
            return;
        }
        if (value.isNumber()) {
            set(from, field, "cpus", value);
        } else if (value.isTextual() && value.textValue().matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) {
            set(from, field, "cpus", JsonNodeFactory.instance.numberNode(new BigDecimal(value.textValue())));
        } else {
            from.error(field, "format", "must be a number of cores, such as 0.5");
        }
    }

    private void pids(FieldReader from, String field) {
        var value = from.any(field);
        if (!value.isMissingNode()) {
            set(from, field, "pids", value);
        }
    }

    private void set(FieldReader from, String field, String limit, JsonNode value) {
        if (limits.has(limit)) {
            from.error(field, "conflict", "is given as " + places.of(at + limit) + " too");
            return;
        }
        places.whole(at + limit, from.path(field));
        limits.set(limit, value);
    }
}
