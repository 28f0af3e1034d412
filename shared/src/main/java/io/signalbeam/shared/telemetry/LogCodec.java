package io.signalbeam.shared.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.shared.bundle.LogsSpec;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.FieldReader;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.json.Rfc3339;
import io.signalbeam.shared.label.LabelSyntax;
import io.signalbeam.shared.validation.FieldErrors;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events of containers' logs to bytes and back. Apart from {@link TelemetryCodec}, which is made for many small ones. */
public final class LogCodec {
    private static final byte[] NEEDLE = ("\"" + TelemetryEvent.TYPE_LOG + "\"").getBytes(StandardCharsets.US_ASCII);
    /** How far to go on from a byte that is compared with the needle's last: Horspool's search. */
    private static final int[] STEPS = steps();

    /** The attributes come first in what agents write. */
    private static final int ATTRIBUTES = 512;

    private static final int BASE64_MAX = (LogBatch.MAX_CONTENT + 2) / 3 * 4;

    private LogCodec() {}

    public static byte[] encode(TelemetryEvent<LogBatch> event) {
        return Json.writeBytes(event);
    }

    /** Whether a body is to be taken for such an event, from a look at its begin. */
    public static boolean isLog(byte[] body) {
        int length = Math.min(body.length, ATTRIBUTES);
        for (int end = NEEDLE.length; end <= length; end += STEPS[body[end - 1] & 0xff]) {
            if (Arrays.equals(body, end - NEEDLE.length, end, NEEDLE, 0, NEEDLE.length)) {
                return true;
            }
        }
        return false;
    }

    private static int[] steps() {
        var steps = new int[256];
        Arrays.fill(steps, NEEDLE.length);
        for (int i = 0; i < NEEDLE.length - 1; i++) {
            steps[NEEDLE[i]] = NEEDLE.length - 1 - i;
        }
        return steps;
    }

    /** Reads an event; its lines stay packed, but are known to be good. Never throws. */
    public static Validated<TelemetryEvent<LogBatch>> decode(byte[] body) {
        JsonNode json;
        try {
            json = Json.lenient().readTree(body);
        } catch (IOException e) {
            return Validated.invalid("", "format", "not JSON in UTF-8");
        }
        var errors = new FieldErrors();
        var event = FieldReader.of(json, "", errors);
        if (!event.isObject()) {
            return Validated.invalid("", "type", "must be an object");
        }
        if (!event.requiredString("specversion", 10).equals(TelemetryEvent.SPEC_VERSION)) {
            event.error("specversion", "format", "must be " + TelemetryEvent.SPEC_VERSION);
        }
        if (!event.requiredString("type", 100).equals(TelemetryEvent.TYPE_LOG)) {
            event.error("type", "unknown", "must be " + TelemetryEvent.TYPE_LOG);
        }
        var id = uuid(event, "id");
        var source = uuid(event, "source");
        var time = time(event, "time");
        var data = event.object("data");
        if (data == null) {
            event.error("data", "required", "must be given");
            return Validated.invalid(errors.list());
        }
        var batch = batch(data);
        if (!errors.isEmpty() || id == null || source == null || time == null || batch == null) {
            return Validated.invalid(errors.list());
        }
        return Validated.valid(TelemetryEvent.of(id, new DeviceId(source), TelemetryEvent.TYPE_LOG, time, batch));
    }

    private static @Nullable LogBatch batch(FieldReader data) {
        var bundle = label(data, "bundle");
        var container = label(data, "container");
        int days = (int) data.requiredInteger("retentionDays", 1, 365);
        if (!LogsSpec.RETENTIONS.contains(days)) {
            data.error("retentionDays", "range", "must be one of " + LogsSpec.RETENTIONS);
        }
        var first = time(data, "first");
        var last = time(data, "last");
        if (first != null && last != null && last.isBefore(first)) {
            data.error("last", "range", "must not be before first");
        }
        int lines = (int) data.requiredInteger("lines", 1, LogBatch.MAX_UNPACKED);
        byte[] content;
        try {
            content = Base64.getDecoder().decode(data.requiredString("content", BASE64_MAX));
        } catch (IllegalArgumentException e) {
            data.error("content", "format", "must be Base64");
            return null;
        }
        switch (LogLines.unpack(content)) {
            case Validated.Invalid<List<LogLine>>(var problems) ->
                problems.forEach(problem -> data.error(problem.field(), problem.code(), problem.message()));
            case Validated.Valid<List<LogLine>>(var unpacked) -> {
                if (unpacked.size() != lines) {
                    data.error("lines", "conflict", "says " + lines + ", but there are " + unpacked.size());
                }
            }
        }
        return first == null || last == null
                ? null
                : new LogBatch(bundle, container, days, first, last, lines, content);
    }

    private static String label(FieldReader in, String field) {
        var text = in.requiredString(field, 1000);
        if (!text.isEmpty() && !LabelSyntax.isDnsLabel(text)) {
            in.error(field, "format", "must be a DNS label");
        }
        return text;
    }

    private static @Nullable Instant time(FieldReader in, String field) {
        var text = in.requiredString(field, 100);
        var time = Rfc3339.parse(text).orElse(null);
        if (time == null && !text.isEmpty()) {
            in.error(field, "format", "must be a time of RFC 3339");
        }
        return time;
    }

    private static @Nullable UUID uuid(FieldReader in, String field) {
        var text = in.requiredString(field, 100);
        try {
            return text.isEmpty() ? null : UuidV7.parse(text);
        } catch (IllegalArgumentException e) {
            in.error(field, "format", "must be a UUID of 36 characters");
            return null;
        }
    }
}
