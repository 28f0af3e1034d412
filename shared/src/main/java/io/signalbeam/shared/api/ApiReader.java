package io.signalbeam.shared.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.FieldReader;
import io.signalbeam.shared.json.JsonText;
import io.signalbeam.shared.json.Rfc3339;
import io.signalbeam.shared.label.Labels;
import io.signalbeam.shared.report.ReportReader;
import io.signalbeam.shared.telemetry.MetricsReader;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.validation.FieldErrors;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an agent sends over HTTPS. Fields that are not known are ignored, because older and newer agents live side
 * by side.
 */
public final class ApiReader {
    public static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_NAME = 128;
    private static final int MAX_KEY = 1024;

    /** Stands in for a sample that was refused. */
    private static final MetricsSample NOTHING =
            new MetricsSample(null, null, null, null, null, null, null, null, null, null, null, Map.of(), List.of());

    private ApiReader() {}

    /** Everything but whether the token is a good one. */
    public static Validated<EnrollRequest> enrollRequest(byte[] json) {
        return switch (JsonText.parse(json, "", MAX_BYTES)) {
            case Validated.Valid<JsonNode>(JsonNode node) -> enrollRequest(node);
            case Validated.Invalid<JsonNode>(var errors) -> Validated.invalid(errors);
        };
    }

    private static Validated<EnrollRequest> enrollRequest(JsonNode node) {
        var errors = new FieldErrors();
        var fields = FieldReader.of(node, "", errors);
        var token = fields.requiredString("token", 256);
        var requestId = uuid(fields, "requestId");
        var name = fields.string("name", MAX_NAME);
        if (name != null && name.isBlank()) {
            fields.error("name", "format", "must not be blank; leave it out to take the host name");
        }
        var labels = fields.stringMap("labels", Labels.MAX_LABELS, MAX_KEY);
        if (Labels.of(labels, "labels") instanceof Validated.Invalid<Labels>(var wrong)) {
            wrong.forEach(error -> errors.add(error.field(), error.code(), error.message()));
        }
        var facts = ReportReader.facts(fields, "facts");
        var signingKey = publicKey(fields, "signingKey");
        var encryptionKey = publicKey(fields, "encryptionKey");
        return errors.orElse(() -> new EnrollRequest(
                token, requestId.toString(), name, Map.copyOf(labels), facts, signingKey, encryptionKey));
    }

    public static Validated<HeartbeatRequest> heartbeat(byte[] json) {
        return switch (JsonText.parse(json, "", MAX_BYTES)) {
            case Validated.Valid<JsonNode>(JsonNode node) -> heartbeat(node);
            case Validated.Invalid<JsonNode>(var errors) -> Validated.invalid(errors);
        };
    }

    private static Validated<HeartbeatRequest> heartbeat(JsonNode node) {
        var errors = new FieldErrors();
        var fields = FieldReader.of(node, "", errors);
        var eventId = uuid(fields, "eventId");
        var text = fields.requiredString("at", MAX_NAME);
        var at = Rfc3339.parse(text);
        if (!text.isEmpty() && at.isEmpty()) {
            fields.error("at", "format", "must be a time of RFC 3339, such as 2026-11-21T04:05:06.789Z");
        }
        var metrics = metrics(fields, node.path("metrics"), errors);
        return errors.orElse(() -> new HeartbeatRequest(eventId, at.orElse(Instant.EPOCH), metrics));
    }

    private static MetricsSample metrics(FieldReader fields, JsonNode node, FieldErrors errors) {
        if (!fields.has("metrics")) {
            if (fields.isObject()) {
                fields.error("metrics", "required", "must be given");
            }
            return NOTHING;
        }
        try (var in = node.traverse()) {
            in.nextToken();
            var sample = MetricsReader.read(in, "metrics", errors);
            return sample == null ? NOTHING : sample;
        } catch (IOException e) {
            throw new UncheckedIOException("a tree in memory can be read", e);
        }
    }

    private static UUID uuid(FieldReader fields, String field) {
        var text = fields.requiredString(field, MAX_NAME);
        try {
            return text.isEmpty() ? new UUID(0, 0) : UuidV7.parse(text);
        } catch (IllegalArgumentException notOne) {
            fields.error(field, "format", "must be a UUID of 36 characters");
            return new UUID(0, 0);
        }
    }

    private static @Nullable String publicKey(FieldReader fields, String field) {
        var key = fields.string(field, MAX_KEY);
        if (key != null) {
            try {
                Base64.getDecoder().decode(key);
            } catch (IllegalArgumentException notBase64) {
                fields.error(field, "format", "must be a SubjectPublicKeyInfo in Base64");
            }
        }
        return key;
    }
}
