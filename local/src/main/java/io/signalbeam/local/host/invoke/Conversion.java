package io.signalbeam.local.host.invoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns what the host has into what a parameter declares; made once for each parameter. */
@FunctionalInterface
public interface Conversion {

    /**
     * Converts one value.
     *
     * @param value a {@link String}, or a JSON tree
     * @throws JsonProcessingException when a text is no JSON of the type
     * @throws NumberFormatException when a text is no number of the type
     */
    @Nullable Object convert(Object value) throws JsonProcessingException;

    Map<Type, Function<String, Object>> NUMBERS = Map.ofEntries(
            Map.entry(long.class, Long::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(short.class, Short::valueOf),
            Map.entry(Short.class, Short::valueOf),
            Map.entry(byte.class, Byte::valueOf),
            Map.entry(Byte.class, Byte::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Double.class, Double::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(Float.class, Float::valueOf));

    /** The conversion to a type: text as it is, numbers parsed, anything else read as JSON. */
    static Conversion to(Type type) {
        if (type == String.class) {
            return value -> text(value);
        }
        var number = NUMBERS.get(type);
        if (number != null) {
            return value -> number.apply(text(value));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            var inner = to(generic.getActualTypeArguments()[0]);
            return value -> Optional.ofNullable(inner.convert(value));
        }
        return value ->
                value instanceof JsonNode tree ? WorkerJson.convert(tree, type) : WorkerJson.read(text(value), type);
    }

    private static String text(Object value) {
        return value instanceof JsonNode tree
                ? tree.isTextual() ? tree.textValue() : tree.toString()
                : value.toString();
    }
}
