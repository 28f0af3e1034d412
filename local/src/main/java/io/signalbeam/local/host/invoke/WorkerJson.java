package io.signalbeam.local.host.invoke;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON between the host and a function, with the habits of the Java worker's Gson: fields alone count, nulls are left
 * out, unknown fields are ignored, and a number of no declared type is a {@link Double}.
 */
public final class WorkerJson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setVisibility(PropertyAccessor.ALL, Visibility.NONE)
            .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
            .setVisibility(PropertyAccessor.CREATOR, Visibility.PUBLIC_ONLY)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .registerModule(new SimpleModule().addDeserializer(Object.class, new Untyped()));

    private WorkerJson() {}

    /** An object as JSON, in UTF-8. */
    public static byte[] bytes(Object value) throws JsonProcessingException {
        return MAPPER.writeValueAsBytes(value);
    }

    /** Reads a text as a type, generic or not. */
    static @Nullable Object read(String json, Type type) throws JsonProcessingException {
        return MAPPER.readValue(json, MAPPER.constructType(type));
    }

    /** A tree out of plain values, lists and maps. */
    public static JsonNode tree(@Nullable Object value) {
        return MAPPER.valueToTree(value);
    }

    /** A tree as a type, generic or not. */
    static @Nullable Object convert(JsonNode tree, Type type) throws JsonProcessingException {
        return MAPPER.treeToValue(tree, MAPPER.constructType(type));
    }

    /** Reads a tree; absent when the text is no JSON. */
    public static @Nullable JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static final class Untyped extends StdDeserializer<Object> {
        Untyped() {
            super(Object.class);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return plain(parser.readValueAsTree());
        }

        private static @Nullable Object plain(JsonNode node) {
            return switch (node.getNodeType()) {
                case NULL, MISSING -> null;
                case BOOLEAN -> node.booleanValue();
                case NUMBER -> node.doubleValue();
                case STRING, BINARY, POJO -> node.asText();
                case ARRAY -> {
                    var list = new ArrayList<@Nullable Object>(node.size());
                    node.forEach(item -> list.add(plain(item)));
                    yield list;
                }
                case OBJECT -> {
                    var map = new LinkedHashMap<String, @Nullable Object>();
                    node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
                    yield map;
                }
            };
        }
    }
}
