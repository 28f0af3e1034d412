package io.signalbeam.shared.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbeam.shared.validation.FieldErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object by name, checks their types and bounds, and notes every complaint with its path
 * instead of stopping at the first. A field whose value is null counts as absent. What could not be read is answered
 * with the default, an empty text where there is none: look at the errors before using the result.
 */
public final class FieldReader {
    private final JsonNode node;
    private final String path;
    private final FieldErrors errors;
    private final Set<String> asked = new HashSet<>();

    private FieldReader(JsonNode node, String path, FieldErrors errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    /** @param path of the object itself, empty for the body's root */
    public static FieldReader of(JsonNode node, String path, FieldErrors errors) {
        if (node.isObject()) {
            return new FieldReader(node, path, errors);
        }
        errors.add(path, "type", "must be an object, not " + kind(node));
        return new FieldReader(JsonNodeFactory.instance.missingNode(), path, errors);
    }

    /** The path of one of this object's fields. */
    public String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    public String path() {
        return path;
    }

    public void error(String field, String code, String message) {
        errors.add(path(field), code, message);
    }

    public boolean has(String field) {
        return value(field) != null;
    }

    /** Whether there is an object to read at all; if not, that has been noted. */
    public boolean isObject() {
        return node.isObject();
    }

    public boolean isList(String field) {
        var value = value(field);
        return value != null && value.isArray();
    }

    /** Notes as an error every field that nobody has asked for. */
    public void refuseUnknown() {
        refuseUnknown(name -> "there is no such field");
    }

    /** @param message what to say of a field, by its name */
    public void refuseUnknown(UnaryOperator<String> message) {
        node.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                error(name, "unknown", message.apply(name));
            }
        });
    }

    /** As {@link #refuseUnknown(UnaryOperator)}, but for fields that start with the given text. */
    public void refuseUnknownBut(String prefix, UnaryOperator<String> message) {
        names().stream().filter(name -> name.startsWith(prefix)).forEach(asked::add);
        refuseUnknown(message);
    }

    /** A reader of one item of a list, where items may have more than one type. */
    public FieldReader item(String field, int index) {
        return of(any(field).path(index), path(field) + "[" + index + "]", errors);
    }

    /** The names of all fields there are, in the document's order. */
    public List<String> names() {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** For a field that may have more than one type: its value unchecked, missing where it is absent. */
    public JsonNode any(String field) {
        var value = value(field);
        return value == null ? JsonNodeFactory.instance.missingNode() : value;
    }

    public @Nullable String string(String field, int maxLength) {
        var value = value(field);
        return value == null ? null : text(value, path(field), maxLength);
    }

    public String string(String field, int maxLength, String absent) {
        var text = string(field, maxLength);
        return text == null ? absent : text;
    }

    /** Never empty unless an error was noted. */
    public String requiredString(String field, int maxLength) {
        var value = require(field);
        if (value == null) {
            return "";
        }
        var text = text(value, path(field), maxLength);
        if (text != null && text.isEmpty()) {
            error(field, "required", "must not be empty");
        }
        return text == null ? "" : text;
    }

    public boolean bool(String field, boolean absent) {
        var value = value(field);
        if (value == null) {
            return absent;
        }
        if (!value.isBoolean()) {
            wrongType(path(field), "true or false", value);
        }
        return value.booleanValue();
    }

    public @Nullable Long integer(String field, long min, long max) {
        var value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            wrongType(path(field), "a whole number", value);
            return null;
        }
        if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
            error(field, "range", "must be from " + min + " to " + max + ", not " + excerpt(value.asText()));
            return null;
        }
        return value.longValue();
    }

    public int integer(String field, int min, int max, int absent) {
        var value = integer(field, min, max);
        return value == null ? absent : Math.toIntExact(value);
    }

    /** Answers with {@code min} when an error was noted. */
    public long requiredInteger(String field, long min, long max) {
        require(field);
        var value = integer(field, min, max);
        return value == null ? min : value;
    }

    public @Nullable Double number(String field, double min, double max) {
        var value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            wrongType(path(field), "a number", value);
            return null;
        }
        double number = value.doubleValue();
        if (!(number >= min && number <= max)) {
            error(field, "range", "must be from " + min + " to " + max + ", not " + excerpt(value.asText()));
            return null;
        }
        return number;
    }

    /** Absent is empty. */
    public List<String> strings(String field, int maxItems, int maxLength) {
        var texts = new ArrayList<String>();
        var items = array(field, maxItems);
        for (int i = 0; i < items.size(); i++) {
            var text = text(items.get(i), path(field) + "[" + i + "]", maxLength);
            texts.add(text == null ? "" : text);
        }
        return texts;
    }

    /** In the order of the document; absent is empty. */
    public Map<String, String> stringMap(String field, int maxEntries, int maxLength) {
        var map = new LinkedHashMap<String, String>();
        var value = value(field);
        if (value == null) {
            return map;
        }
        if (!value.isObject()) {
            wrongType(path(field), "an object of texts", value);
            return map;
        }
        if (value.size() > maxEntries) {
            error(field, "range", "at most " + maxEntries + " entries, not " + value.size());
            return map;
        }
        for (var entry : value.properties()) {
            var at = path(field) + "." + entry.getKey();
            if (isUnstorable(entry.getKey())) {
                errors.add(at, "format", "a key has a character that is not text");
                continue;
            }
            var text = text(entry.getValue(), at, maxLength);
            if (text != null) {
                map.put(entry.getKey(), text);
            }
        }
        return map;
    }

    public @Nullable FieldReader object(String field) {
        var value = value(field);
        return value == null ? null : of(value, path(field), errors);
    }

    /** One reader an item, those of items that are no objects included, so that positions stay right. */
    public List<FieldReader> objects(String field, int maxItems) {
        var readers = new ArrayList<FieldReader>();
        var items = array(field, maxItems);
        for (int i = 0; i < items.size(); i++) {
            readers.add(of(items.get(i), path(field) + "[" + i + "]", errors));
        }
        return readers;
    }

    private List<JsonNode> array(String field, int maxItems) {
        var value = value(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            wrongType(path(field), "a list", value);
            return List.of();
        }
        if (value.size() > maxItems) {
            error(field, "range", "at most " + maxItems + " items, not " + value.size());
            return List.of();
        }
        var items = new ArrayList<JsonNode>(value.size());
        value.forEach(items::add);
        return items;
    }

    private @Nullable JsonNode value(String field) {
        asked.add(field);
        var value = node.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private @Nullable JsonNode require(String field) {
        var value = value(field);
        // An object that is not one has said so already.
        if (value == null && !node.isMissingNode()) {
            error(field, "required", "must be given");
        }
        return value;
    }

    private @Nullable String text(JsonNode value, String at, int maxLength) {
        if (!value.isTextual()) {
            wrongType(at, "a text", value);
            return null;
        }
        var text = value.textValue();
        if (text.length() > maxLength) {
            errors.add(at, "range", "at most " + maxLength + " characters, not " + text.length());
            return null;
        }
        if (isUnstorable(text)) {
            errors.add(at, "format", "has a NUL or half a surrogate pair, which is not text");
            return null;
        }
        return text;
    }

    /** Neither PostgreSQL nor UTF-8 can hold these. */
    private static boolean isUnstorable(String text) {
        return text.codePoints()
                .anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private void wrongType(String at, String wanted, JsonNode value) {
        errors.add(at, "type", "must be " + wanted + ", not " + kind(value));
    }

    private static String excerpt(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NULL -> "null";
            case MISSING -> "nothing";
            case BINARY, POJO -> "bytes";
        };
    }
}
