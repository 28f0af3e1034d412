package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Cosmos DB's partial update: {@code {"condition"?, "operations":[{op, path, value | from}]}}, at most ten. Pure. */
final class Patch {
    private static final int MOST = 10;

    private Patch() {}

    /** A changed copy of the document; all operations or none. */
    static ObjectNode apply(ObjectNode document, JsonNode patch) throws Refused {
        var condition = patch.path("condition").textValue();
        if (condition != null && !Condition.parse(condition, Map.of()).holds(document)) {
            throw Refused.stale();
        }
        var operations = patch.path("operations");
        if (!operations.isArray() || operations.isEmpty() || operations.size() > MOST) {
            throw Refused.bad("A patch has one to " + MOST + " operations");
        }
        var changed = document.deepCopy();
        for (var operation : operations) {
            apply(changed, operation.path("op").asText(), operation);
        }
        return changed;
    }

    private static void apply(ObjectNode root, String op, JsonNode operation) throws Refused {
        var path = path(operation.path("path"));
        switch (op) {
            case "add" -> put(root, path, required(operation), true, false);
            case "set" -> put(root, path, required(operation), false, false);
            case "replace" -> put(root, path, required(operation), false, true);
            case "remove" -> remove(root, path);
            case "incr", "increment" -> increment(root, path, required(operation));
            case "move" -> {
                var from = path(operation.path("from"));
                put(root, path, remove(root, from), false, false);
            }
            default -> throw Refused.bad("There is no patch operation " + op);
        }
    }

    private static void put(ObjectNode root, List<String> path, JsonNode value, boolean insert, boolean mustBeThere)
            throws Refused {
        var last = path.getLast();
        switch (parent(root, path)) {
            case ObjectNode object -> {
                if (mustBeThere && !object.has(last)) {
                    throw missing(path);
                }
                object.set(last, value);
            }
            case ArrayNode array -> {
                var index = last.equals("-") ? array.size() : index(last, array.size() + 1);
                if (index == array.size() && mustBeThere) {
                    throw missing(path);
                }
                if (insert || index == array.size()) {
                    array.insert(index, value);
                } else {
                    array.set(index, value);
                }
            }
            default -> throw missing(path);
        }
    }

    private static JsonNode remove(ObjectNode root, List<String> path) throws Refused {
        var removed = switch (parent(root, path)) {
            case ObjectNode object -> object.remove(path.getLast());
            case ArrayNode array -> array.remove(index(path.getLast(), array.size()));
            default -> null;
        };
        if (removed == null) {
            throw missing(path);
        }
        return removed;
    }

    private static void increment(ObjectNode root, List<String> path, JsonNode by) throws Refused {
        var owner = parent(root, path);
        var before = owner.isArray() ? owner.path(index(path.getLast(), owner.size())) : owner.path(path.getLast());
        if (!by.isNumber() || !(before.isNumber() || before.isMissingNode())) {
            throw Refused.bad("Only a number can be incremented, by a number: " + path);
        }
        var sum = before.isMissingNode()
                ? by
                : root.numberNode(before.decimalValue().add(by.decimalValue()));
        put(root, path, whole(root, sum), false, false);
    }

    private static JsonNode whole(ObjectNode root, JsonNode number) {
        return number.canConvertToExactIntegral() && number.canConvertToLong()
                ? root.numberNode(number.longValue())
                : root.numberNode(number.doubleValue());
    }

    private static JsonNode parent(ObjectNode root, List<String> path) throws Refused {
        JsonNode at = root;
        for (var step : path.subList(0, path.size() - 1)) {
            at = at.isArray() ? at.path(index(step, at.size())) : at.path(step);
        }
        if (!at.isContainerNode()) {
            throw missing(path);
        }
        return at;
    }

    private static int index(String text, int bound) throws Refused {
        try {
            var index = Integer.parseInt(text);
            if (index >= 0 && index < bound) {
                return index;
            }
        } catch (NumberFormatException e) {
            // Told below, as an index out of bounds is.
        }
        throw Refused.bad("There is no element " + text + " in the array");
    }

    private static List<String> path(JsonNode node) throws Refused {
        var text = node.asText();
        if (!text.startsWith("/") || text.length() < 2) {
            throw Refused.bad("A patch's path begins with a slash: " + text);
        }
        var path = Arrays.stream(text.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
        if (path.equals(List.of("id")) || path.getFirst().startsWith("_")) {
            throw Refused.bad("A patch cannot change " + text);
        }
        return path;
    }

    private static JsonNode required(JsonNode operation) throws Refused {
        var value = operation.get("value");
        if (value == null) {
            throw Refused.bad("The operation has no value");
        }
        return value;
    }

    private static Refused missing(List<String> path) {
        return Refused.bad("Nothing is at /" + String.join("/", path));
    }
}
