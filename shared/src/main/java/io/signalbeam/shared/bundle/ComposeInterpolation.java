package io.signalbeam.shared.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.validation.FieldErrors;
import java.util.regex.Pattern;

/**
 * Deals with Compose's dollar signs. Nobody's shell is there to give variables values, so every one is refused but
 * those of {@link Variables}, in a service's environment; {@code $$} is a dollar sign.
 */
final class ComposeInterpolation {
    private static final Pattern ENVIRONMENT = Pattern.compile("services\\..+\\.environment[.\\[].*");

    private final FieldErrors errors;

    private ComposeInterpolation(FieldErrors errors) {
        this.errors = errors;
    }

    static JsonNode apply(JsonNode file, FieldErrors errors) {
        return new ComposeInterpolation(errors).apply(file, "");
    }

    private JsonNode apply(JsonNode node, String path) {
        return switch (node) {
            case ObjectNode object -> {
                var out = JsonNodeFactory.instance.objectNode();
                for (var field : object.properties()) {
                    var key = field.getKey();
                    boolean extension = path.isEmpty() && key.startsWith("x-");
                    var at = path.isEmpty() ? key : path + "." + key;
                    out.set(key, extension ? field.getValue() : apply(field.getValue(), at));
                }
                yield out;
            }
            case ArrayNode array -> {
                var out = JsonNodeFactory.instance.arrayNode();
                for (int i = 0; i < array.size(); i++) {
                    out.add(apply(array.get(i), path + "[" + i + "]"));
                }
                yield out;
            }
            default -> node.isTextual() ? text(node, path) : node;
        };
    }

    private JsonNode text(JsonNode node, String path) {
        var text = node.textValue();
        if (text.indexOf('$') < 0) {
            return node;
        }
        boolean environment = ENVIRONMENT.matcher(path).matches();
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = c == '$' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (next == '$') {
                out.append('$');
                i++;
            } else if (next == '_' || Character.isLetter(next) || (next == '{' && !environment)) {
                errors.add(
                        path,
                        "reference",
                        "variables are not put in here: write the value itself, or '$$' for a dollar sign;"
                                + " ${device.id}, ${device.name} and ${label.KEY} work in environment");
                return node;
            } else {
                out.append(c);
            }
        }
        // In an environment the device does this, and judges the variables.
        return environment ? node : JsonNodeFactory.instance.textNode(out.toString());
    }
}
