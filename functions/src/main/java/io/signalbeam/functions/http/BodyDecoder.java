package io.signalbeam.functions.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into records and names everything that does not fit, not only the first: unknown fields, missing ones (a
 * component that is not {@code @Nullable}; a missing list or map is an empty one) and those of the wrong type.
 */
final class BodyDecoder {
    private final FieldErrors errors = new FieldErrors();
    private final boolean strict;
    private final ObjectMapper mapper;

    private BodyDecoder(boolean strict) {
        this.strict = strict;
        this.mapper = strict ? Json.strict() : Json.lenient();
    }

    static <T extends Record> T decode(String text, Class<T> type, boolean strict) {
        var decoder = new BodyDecoder(strict);
        var tree = decoder.tree(text);
        decoder.refuseNul(tree, "");
        var value = decoder.errors.count() > 0 ? null : decoder.read(tree, type, "");
        decoder.errors.refusal().ifPresent(refusal -> {
            throw new Rejection(refusal);
        });
        return type.cast(Objects.requireNonNull(value, "no value and no error"));
    }

    private JsonNode tree(String text) {
        try {
            var tree = mapper.readTree(text);
            if (tree == null || tree.isMissingNode()) {
                throw new Rejection(ErrorCode.MALFORMED_JSON, "A JSON body is needed.");
            }
            return tree;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Rejection(
                    ErrorCode.MALFORMED_JSON,
                    at == null
                            ? e.getOriginalMessage()
                            : "Line " + at.getLineNr() + ", column " + at.getColumnNr() + ": "
                                    + e.getOriginalMessage());
        }
    }

    /** PostgreSQL keeps no such character, neither in text nor in JSON. */
    private void refuseNul(JsonNode node, String path) {
        if (node.isTextual() && node.textValue().indexOf('\0') >= 0) {
            errors.add(path, "format", "It takes no character U+0000.");
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            refuseNul(node.get(i), path + "[" + i + "]");
        }
        node.properties().forEach(field -> {
            if (field.getKey().indexOf('\0') >= 0) {
                errors.add(path, "format", "The name of a field in it has the character U+0000.");
            }
            refuseNul(field.getValue(), join(path, field.getKey()));
        });
    }

    private @Nullable Object read(JsonNode node, Type type, String path) {
        if (type instanceof Class<?> raw && raw.isRecord() && !hasOwnReader(raw)) {
            return readRecord(node, raw, path);
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class && node.isArray()) {
            var items = new ArrayList<@Nullable Object>();
            for (int i = 0; i < node.size(); i++) {
                items.add(read(node.get(i), list.getActualTypeArguments()[0], path + "[" + i + "]"));
            }
            return items.contains(null) ? List.of() : items;
        }
        try {
            Object value = mapper.readValue(mapper.treeAsTokens(node), mapper.constructType(type));
            if (value == null) {
                errors.add(path, "required", "It cannot be null.");
            }
            return value;
        } catch (JsonMappingException e) {
            errors.add(path + suffix(e), code(e), message(e, type));
            return null;
        } catch (DateTimeException e) {
            // A number that is too large for seconds since 1970 is not told of as wrong JSON.
            errors.add(path, "range", "There is no such time.");
            return null;
        } catch (IOException e) {
            errors.add(path, "type", "It is not readable.");
            return null;
        }
    }

    private @Nullable Object readRecord(JsonNode node, Class<?> type, String path) {
        if (!node.isObject()) {
            errors.add(path, "type", "It takes an object.");
            return null;
        }
        var components = type.getRecordComponents();
        if (strict) {
            var known = Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toSet());
            node.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    errors.add(join(path, name), "unknown", "There is no such field.");
                }
            });
        }
        int before = errors.count();
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = readComponent(node, components[i], join(path, components[i].getName()));
        }
        return errors.count() > before ? null : construct(type, components, values, path);
    }

    private @Nullable Object readComponent(JsonNode node, RecordComponent component, String path) {
        var child = node.get(component.getName());
        if (child != null && !child.isNull()) {
            return read(child, component.getGenericType(), path);
        }
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return null;
        }
        if (component.getType() == List.class) {
            return List.of();
        }
        if (component.getType() == Map.class) {
            return Map.of();
        }
        errors.add(path, "required", "It is missing.");
        return null;
    }

    private @Nullable Object construct(
            Class<?> type, RecordComponent[] components, @Nullable Object[] values, String path) {
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            var cause = e.getCause();
            errors.add(path, "format", cause == null ? "It is not valid." : String.valueOf(cause.getMessage()));
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record without its constructor: " + type, e);
        }
    }

    /** Ids and the like, which are one string on the wire. */
    private static boolean hasOwnReader(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(JsonCreator.class));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String suffix(JsonMappingException e) {
        var text = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() != null) {
                text.append('.').append(step.getFieldName());
            } else if (step.getIndex() >= 0) {
                text.append('[').append(step.getIndex()).append(']');
            }
        }
        return text.toString();
    }

    private static String code(JsonMappingException e) {
        return e instanceof ValueInstantiationException || e instanceof InvalidFormatException ? "format" : "type";
    }

    private static String message(JsonMappingException e, Type type) {
        if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
            return "It is " + cause.getMessage() + ".";
        }
        var name = type instanceof Class<?> raw ? raw.getSimpleName() : type.getTypeName();
        return switch (name) {
            case "int", "long", "Integer", "Long" -> "It takes a whole number.";
            case "boolean", "Boolean" -> "It takes true or false.";
            case "double", "Double" -> "It takes a number.";
            case "String" -> "It takes a string.";
            case "Instant" -> "It takes a time like 2026-01-31T12:00:00.000Z.";
            case "UUID" -> "It takes a UUID.";
            default ->
                type instanceof Class<?> raw && raw.isEnum()
                        ? "It takes any of " + Arrays.toString(raw.getEnumConstants()) + "."
                        : "It has the wrong type.";
        };
    }
}
