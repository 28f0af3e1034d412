package io.signalbeam.functions.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbeam.shared.id.UuidV7;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the smallest value that a schema of the OpenAPI document takes: of an object what it requires, no more. */
final class SchemaSamples {
    private static final AtomicLong COUNT = new AtomicLong();

    private final InstantSource clock;
    private final Words words;

    SchemaSamples(InstantSource clock, Words words) {
        this.clock = clock;
        this.words = words;
    }

    /** What a field of this name stands for where its schema does not tell, such as a thing that must be there. */
    @FunctionalInterface
    interface Words {
        Optional<JsonNode> value(String field);
    }

    /** A word that nobody has used, good wherever a DNS label is. */
    static String label() {
        return "s" + COUNT.incrementAndGet();
    }

    JsonNode of(JsonNode schema) {
        var resolved = OpenApi.follow(schema);
        if (resolved.has("examples")) {
            return resolved.path("examples").path(0);
        }
        if (resolved.has("const")) {
            return resolved.path("const");
        }
        if (resolved.has("enum")) {
            return resolved.path("enum").path(0);
        }
        var type = resolved.path("type");
        return switch (type.isArray() ? type.path(0).asText() : type.asText("object")) {
            case "string" -> TextNode.valueOf(text(resolved));
            case "integer" -> LongNode.valueOf(resolved.path("minimum").asLong(1));
            case "number" -> DoubleNode.valueOf(resolved.path("minimum").asDouble(1));
            case "boolean" -> BooleanNode.FALSE;
            case "array" -> array(resolved);
            case "object" -> object(resolved);
            default -> throw new AssertionError("no sample of " + resolved);
        };
    }

    private String text(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "uuid" -> UuidV7.random().toString();
            case "date-time" -> clock.instant().toString();
            default -> label();
        };
    }

    private ArrayNode array(JsonNode schema) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < schema.path("minItems").asInt(0); i++) {
            array.add(of(schema.path("items")));
        }
        return array;
    }

    private JsonNode object(JsonNode schema) {
        var object = JsonNodeFactory.instance.objectNode();
        schema.path("required").forEach(name -> object.set(name.asText(), field(schema, name.asText())));
        if (object.size() < schema.path("minProperties").asInt(0)) {
            var first = schema.path("properties").fieldNames().next();
            object.set(first, field(schema, first));
        }
        return object;
    }

    private JsonNode field(JsonNode schema, String name) {
        return words.value(name).orElseGet(() -> of(schema.path("properties").path(name)));
    }
}
