package io.signalbeam.functions.parking;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.Rfc3339;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The bytes of an event that may be anything. Pure. */
final class EventBody {
    /** Far below the depth at which JSON cannot be written any more. */
    private static final int DEEPEST = 100;

    private static final ObjectMapper READER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private EventBody() {}

    /** As JSON, or null when it is none. */
    static @Nullable JsonNode decoded(byte[] body) {
        try {
            var tree = READER.readTree(body);
            return tree == null || tree.isMissingNode() ? null : tree;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * The same event with other times: when it was recorded, and in a report when it was made. What has no such time stays
     * as it is, byte by byte, and is refused as before.
     */
    static byte[] shifted(byte[] body, Duration by) {
        if (by.isZero() || !(decoded(body) instanceof ObjectNode event)) {
            return body;
        }
        boolean moved = move(event, "time", by);
        if (event.get("data") instanceof ObjectNode data
                && data.path("deviceId").isTextual()) {
            moved |= move(data, "at", by);
        }
        try {
            return moved ? READER.writeValueAsBytes(event) : body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean move(ObjectNode object, String field, Duration by) {
        var text = object.path(field).textValue();
        var time = text == null ? null : Rfc3339.parse(text).orElse(null);
        if (time == null) {
            return false;
        }
        try {
            object.put(field, time.plus(by).toString());
            return true;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }
}
