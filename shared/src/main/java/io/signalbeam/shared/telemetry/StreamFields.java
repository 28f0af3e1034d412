package io.signalbeam.shared.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.signalbeam.shared.validation.FieldErrors;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values from a stream of tokens and notes what is wrong with them. Each method leaves the parser on the
 * last token of the value, whatever it was; null stands for an absent value and for one that was refused.
 */
final class StreamFields {
    private final JsonParser in;
    private final FieldErrors errors;

    StreamFields(JsonParser in, FieldErrors errors) {
        this.in = in;
        this.errors = errors;
    }

    /** @return whether the parser is on an object's start; if not, that is noted and the value skipped */
    boolean startsObject(String path) throws IOException {
        return starts(JsonToken.START_OBJECT, path, "an object");
    }

    boolean startsArray(String path) throws IOException {
        return starts(JsonToken.START_ARRAY, path, "a list");
    }

    @Nullable String text(String path, String field, int maxLength) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            refuseType(path, field, "a text");
            return null;
        }
        var text = in.getText();
        if (text.length() > maxLength) {
            errors.add(path + field, "range", "at most " + maxLength + " characters, not " + text.length());
            return null;
        }
        return text;
    }

    /** A counter or an amount: a whole number, at least 0. */
    @Nullable Long count(String path, String field) throws IOException {
        return whole(path, field, 0, Long.MAX_VALUE);
    }

    @Nullable Long whole(String path, String field, long min, long max) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            refuseType(path, field, "a whole number");
            return null;
        }
        try {
            long value = in.getLongValue();
            if (value >= min && value <= max) {
                return value;
            }
        } catch (InputCoercionException tooLarge) {
            // Beyond a long, so beyond the range as well.
        }
        errors.add(path + field, "range", "must be from " + min + " to " + max);
        return null;
    }

    @Nullable Double number(String path, String field, double min, double max) throws IOException {
        if (in.currentToken() == null || !in.currentToken().isNumeric()) {
            refuseType(path, field, "a number");
            return null;
        }
        double value = in.getDoubleValue();
        if (value >= min && value <= max) {
            return value;
        }
        errors.add(path + field, "range", Double.isFinite(value) ? outside(min, max) : "must be finite");
        return null;
    }

    private static String outside(double min, double max) {
        return max == Double.MAX_VALUE ? "must be at least " + min : "must be from " + min + " to " + max;
    }

    private void refuseType(String path, String field, String wanted) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_NULL) {
            errors.add(path + field, "type", "must be " + wanted);
            in.skipChildren();
        }
    }

    private boolean starts(JsonToken token, String path, String wanted) throws IOException {
        if (in.currentToken() == token) {
            return true;
        }
        if (in.currentToken() != JsonToken.VALUE_NULL) {
            errors.add(path, "type", "must be " + wanted);
            in.skipChildren();
        }
        return false;
    }
}
