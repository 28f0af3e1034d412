package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** Values that a schema allows. What a schema cannot say, such as an id that is there, comes from a wish for its name. */
final class SchemaValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final ApiDocument document;
    private final Function<String, Optional<JsonNode>> wishes;
    private final Random random;

    /** @param wishes what a field or a parameter of a name shall be; a missing node leaves it out */
    SchemaValues(ApiDocument document, Function<String, Optional<JsonNode>> wishes, Random random) {
        this.document = document;
        this.wishes = wishes;
        this.random = random;
    }

    JsonNode named(String name, JsonNode schema) {
        return wishes.apply(name)
                .filter(wish -> wish.isMissingNode() || fits(wish, document.follow(schema)))
                .orElseGet(() -> value(schema));
    }

    /** The same name may be a list in one place and a number in another. */
    private static boolean fits(JsonNode wish, JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "object" -> wish.isObject();
            case "array" -> wish.isArray();
            case "integer" -> wish.isIntegralNumber();
            case "number" -> wish.isNumber();
            case "boolean" -> wish.isBoolean();
            case "string" -> wish.isTextual();
            default -> true;
        };
    }

    JsonNode value(JsonNode reference) {
        var schema = document.follow(reference);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer" -> LongNode.valueOf(within(schema));
            case "number" -> DoubleNode.valueOf(random.nextInt(1000) / 10.0);
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            default -> TextNode.valueOf(text(schema));
        };
    }

    private JsonNode object(JsonNode schema) {
        var object = JSON.objectNode();
        var properties = schema.path("properties");
        int least = schema.path("minProperties").asInt();
        int most = schema.path("maxProperties").asInt(Integer.MAX_VALUE);
        var names = properties.propertyStream().map(Map.Entry::getKey).toList();
        int from = names.isEmpty() ? 0 : random.nextInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            var name = names.get((from + i) % names.size());
            boolean required = schema.path("required")
                    .valueStream()
                    .anyMatch(item -> item.asText().equals(name));
            if (required || (object.size() < most && (object.size() < least || random.nextBoolean()))) {
                var value = named(name, properties.get(name));
                if (!value.isMissingNode()) {
                    object.set(name, value);
                }
            }
        }
        return object;
    }

    private JsonNode array(JsonNode schema) {
        var array = JSON.arrayNode();
        int count = schema.path("minItems").asInt() + random.nextInt(2);
        for (int i = 0; i < Math.min(count, schema.path("maxItems").asInt(Integer.MAX_VALUE)); i++) {
            array.add(value(schema.path("items")));
        }
        return array;
    }

    private long within(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(least + 1000);
        return switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + random.nextLong(Math.min(most - least, 1000) + 1);
        };
    }

    private String text(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "uuid" -> UuidV7.random().toString();
            case "date-time" -> Json.format(Instant.now());
            default -> letters(schema);
        };
    }

    private String letters(JsonNode schema) {
        int least =
                Math.max(schema.has("pattern") ? 1 : 0, schema.path("minLength").asInt());
        int most = Math.min(schema.path("maxLength").asInt(63), 63);
        int length = Math.clamp(8L + random.nextInt(20), least, most);
        return random.ints(length, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, i) -> text.append(LETTERS.charAt(i)), StringBuilder::append)
                .toString();
    }
}
