package io.signalbeam.functions.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents of one type and checks what the database could not take: whatever passes can be stored. Devices older
 * and newer than this code are in the field, so unknown fields are ignored.
 */
public final class CloudEvents<T> implements Screening.Decoder<T> {
    private static final byte[] NUL = "\\u0000".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SURROGATE = "\\ud".getBytes(StandardCharsets.US_ASCII);

    private final String type;
    private final ObjectReader reader;
    private final BiConsumer<T, List<FieldError>> check;

    /** @param check adds what is wrong with the data, by the field's path */
    public CloudEvents(String type, Class<T> data, BiConsumer<T, List<FieldError>> check) {
        this.type = type;
        this.check = check;
        var mapper = Json.lenient();
        this.reader = mapper.readerFor(mapper.getTypeFactory().constructParametricType(TelemetryEvent.class, data));
    }

    @Override
    public Validated<TelemetryEvent<T>> decode(byte[] body) {
        if (contains(body, NUL)) {
            return Validated.invalid("", "format", "PostgreSQL keeps no U+0000");
        }
        try {
            TelemetryEvent<T> event = reader.readValue(body);
            var errors = new ArrayList<FieldError>();
            envelope(event, errors);
            if (errors.isEmpty()) {
                check.accept(event.data(), errors);
                // Half a surrogate pair can be read as an escape, but is no text that could be stored.
                if (contains(body, SURROGATE)
                        && !StandardCharsets.UTF_8.newEncoder().canEncode(Json.write(event))) {
                    errors.add(new FieldError("", "format", "it holds half a surrogate pair"));
                }
            }
            return errors.isEmpty() ? Validated.valid(event) : Validated.invalid(errors);
        } catch (JsonProcessingException e) {
            return Validated.invalid("", "format", e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            // Whatever else a body can bring about is the body's fault: it is parked, and holds nobody up.
            return Validated.invalid("", "format", e.toString());
        }
    }

    private void envelope(TelemetryEvent<T> event, List<FieldError> errors) {
        if (!TelemetryEvent.SPEC_VERSION.equals(event.specversion())) {
            errors.add(new FieldError("specversion", "format", "it is not " + TelemetryEvent.SPEC_VERSION));
        }
        if (!type.equals(event.type())) {
            errors.add(new FieldError("type", "format", "it is not " + type));
        }
        required("id", event.id(), errors);
        required("source", event.source(), errors);
        required("time", event.time(), errors);
        required("data", event.data(), errors);
    }

    /** Adds an error where a value is absent. */
    public static void required(String field, @Nullable Object value, List<FieldError> errors) {
        if (value == null) {
            errors.add(new FieldError(field, "required", "it is missing"));
        }
    }

    private static boolean contains(byte[] body, byte[] part) {
        outer:
        for (int i = 0; i <= body.length - part.length; i++) {
            for (int j = 0; j < part.length; j++) {
                // Hexadecimal digits of an escape come in either case.
                if (body[i + j] != part[j] && (j == 0 || Character.toLowerCase(body[i + j]) != part[j])) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
