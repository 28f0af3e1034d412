package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.FieldReader;

/** Reads a service's {@code healthcheck}. */
final class ComposeHealth {
    private final FieldReader service;
    private final String at;
    private final ComposePlaces places;
    private final ObjectNode out;

    ComposeHealth(FieldReader service, String at, ComposePlaces places, ObjectNode out) {
        this.service = service;
        this.at = at + ".healthCheck";
        this.places = places;
        this.out = out;
    }

    void read() {
        var check = service.object("healthcheck");
        if (check == null) {
            return;
        }
        places.same(at, check.path());
        places.whole(at + ".command", check.path("test"));
        places.whole(at + ".intervalSeconds", check.path("interval"));
        places.whole(at + ".timeoutSeconds", check.path("timeout"));
        places.whole(at + ".startPeriodSeconds", check.path("start_period"));
        var health = out.putObject("healthCheck");
        var test = check.any("test");
        if (check.bool("disable", false)
                || test.asText().equals("NONE")
                || test.path(0).asText().equals("NONE")) {
            check.error(
                    check.has("disable") ? "disable" : "test",
                    "unknown",
                    "an image's own check cannot be switched off: give another");
        }
        if (test.isTextual()) {
            health.putArray("command").add("CMD-SHELL").add(test.textValue());
        } else if (!test.isMissingNode()) {
            health.set("command", test);
        }
        seconds(check, "interval", health, "intervalSeconds");
        seconds(check, "timeout", health, "timeoutSeconds");
        seconds(check, "start_period", health, "startPeriodSeconds");
        var retries = check.any("retries");
        if (!retries.isMissingNode()) {
            health.set("retries", retries);
        }
        check.refuseUnknown(key -> "a health check of a bundle has nothing like it: take it out");
    }

    static void seconds(FieldReader from, String field, ObjectNode to, String name) {
        var text = from.string(field, 1000);
        if (text != null) {
            ComposeText.seconds(text)
                    .ifPresentOrElse(
                            seconds -> to.put(name, seconds),
                            () -> from.error(field, "format", "must be whole seconds, such as 30s or 1m30s"));
        }
    }
}
