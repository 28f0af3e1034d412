package io.signalbeam.shared.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Rfc3339;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.ReportReader;
import io.signalbeam.shared.validation.FieldErrors;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads one CloudEvent in one pass: attributes come first in what the agent writes, so that the payload is read
 * straight from the stream; should it come before its type, it is set aside. One use each.
 */
final class EventReader {
    private static final int MAX_ATTRIBUTE = 255;

    private final JsonParser in;
    private final FieldErrors errors = new FieldErrors();
    private final StreamFields fields;
    private @Nullable String specVersion;
    private @Nullable UUID id;
    private @Nullable DeviceId source;
    private @Nullable String type;
    private @Nullable Instant time;
    private @Nullable MetricsSample sample;
    private @Nullable DeviceReport report;
    private @Nullable TokenBuffer early;
    private int seen;

    EventReader(JsonParser in) {
        this.in = in;
        this.fields = new StreamFields(in, errors);
    }

    Validated<DecodedEvent> read() throws IOException {
        in.nextToken();
        if (in.currentToken() == null) {
            return Validated.invalid("", "required", "must be JSON, not empty");
        }
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return Validated.invalid("", "type", "must be an object");
        }
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            attribute(name);
        }
        if (in.nextToken() != null) {
            return Validated.invalid("", "format", "must be one JSON object and nothing after it");
        }
        if (early != null) {
            try (var later = early.asParser()) {
                later.nextToken();
                data(later);
            }
        }
        return result();
    }

    private void attribute(String name) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        switch (name) {
            case "specversion" -> {
                once(name, 1);
                specVersion = fields.text("", name, MAX_ATTRIBUTE);
                if (specVersion != null && !specVersion.equals(TelemetryEvent.SPEC_VERSION)) {
                    errors.add(name, "format", "must be " + TelemetryEvent.SPEC_VERSION);
                }
            }
            case "id" -> {
                once(name, 2);
                id = uuid(name);
            }
            case "source" -> {
                once(name, 4);
                var device = uuid(name);
                source = device == null ? null : new DeviceId(device);
            }
            case "type" -> {
                once(name, 8);
                type = fields.text("", name, MAX_ATTRIBUTE);
                if (type != null && type.isEmpty()) {
                    errors.add(name, "required", "must not be empty");
                }
            }
            case "time" -> {
                once(name, 16);
                var text = fields.text("", name, MAX_ATTRIBUTE);
                time = text == null ? null : Rfc3339.parse(text).orElse(null);
                if (text != null && time == null) {
                    errors.add(name, "format", "must be a time of RFC 3339, such as 2026-11-21T04:05:06.789Z");
                }
            }
            case "data" -> {
                once(name, 32);
                if (type == null) {
                    early = new TokenBuffer(in);
                    early.copyCurrentStructure(in);
                } else {
                    data(in);
                }
            }
            default -> in.skipChildren();
        }
    }

    /** A key given twice could be read differently by whoever checks and whoever stores. */
    private void once(String name, int bit) {
        if ((seen & bit) != 0) {
            errors.add(name, "duplicate", "is given twice");
        }
        seen |= bit;
    }

    private @Nullable UUID uuid(String name) throws IOException {
        var text = fields.text("", name, MAX_ATTRIBUTE);
        if (text == null) {
            return null;
        }
        try {
            return UuidV7.parse(text);
        } catch (IllegalArgumentException notOne) {
            errors.add(name, "format", "must be a UUID of 36 characters");
            return null;
        }
    }

    private void data(JsonParser payload) throws IOException {
        if (TelemetryEvent.TYPE_METRICS.equals(type)) {
            sample = new MetricsReader(payload, errors).read();
        } else if (TelemetryEvent.TYPE_STATE.equals(type)) {
            JsonNode node = payload.readValueAsTree();
            report = ReportReader.read(node, "data", errors);
        } else {
            payload.skipChildren();
        }
    }

    private Validated<DecodedEvent> result() {
        require("specversion", 1);
        require("id", 2);
        require("source", 4);
        require("type", 8);
        require("time", 16);
        boolean known = TelemetryEvent.TYPE_METRICS.equals(type) || TelemetryEvent.TYPE_STATE.equals(type);
        if (known) {
            require("data", 32);
        }
        if (report != null && source != null && !report.deviceId().equals(source) && errors.isEmpty()) {
            errors.add("data.deviceId", "conflict", "must be the event's source");
        }
        if (!errors.isEmpty() || id == null || source == null || type == null || time == null) {
            return Validated.invalid(errors.list());
        }
        if (sample != null) {
            return Validated.valid(new DecodedEvent.MetricsEvent(id, source, time, sample));
        }
        return Validated.valid(
                report != null
                        ? new DecodedEvent.StateEvent(id, source, time, report)
                        : new DecodedEvent.UnknownType(id, source, time, type));
    }

    private void require(String name, int bit) {
        if ((seen & bit) == 0) {
            errors.add(name, "required", "must be given");
        }
    }
}
