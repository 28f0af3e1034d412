package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.signalbeam.shared.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The predicate of a conditional patch or of a plain {@code SELECT *}: comparisons of a property with a literal or a
 * parameter, joined by AND. Everything else is refused, never guessed.
 */
record Condition(List<Comparison> all) {
    private static final Pattern FROM =
            Pattern.compile("(?is)\\s*(?:select\\s+\\*\\s+)?from\\s+(\\w+)(?:\\s+where\\s+(.+?))?\\s*;?\\s*");
    private static final Pattern COMPARISON = Pattern.compile(
            "(?s)\\(?\\s*(\\w+(?:\\.\\w+|\\[\"[^\"]+\"])+)\\s*(=|!=|<>|<=|>=|<|>)\\s*(@\\w+|\"[^\"]*\"|'[^']*'|-?[\\d.]+|true|false|null)\\s*\\)?");
    private static final Pattern STEP = Pattern.compile("\\.(\\w+)|\\[\"([^\"]+)\"]");

    record Comparison(List<String> path, String operator, JsonNode value) {}

    /** Reads {@code [SELECT *] FROM c [WHERE …]}. */
    static Condition parse(String text, Map<String, JsonNode> parameters) throws Refused {
        var from = FROM.matcher(text);
        if (!from.matches()) {
            throw Refused.bad("Only SELECT * FROM c with comparisons joined by AND is spoken here, not: " + text);
        }
        var comparisons = new ArrayList<Comparison>();
        var where = from.group(2);
        if (where != null) {
            for (var part : where.split("(?i)\\s+and\\s+", -1)) {
                comparisons.add(comparison(part.strip(), from.group(1), parameters));
            }
        }
        return new Condition(comparisons);
    }

    boolean holds(JsonNode document) {
        return all.stream().allMatch(comparison -> holds(comparison, document));
    }

    private static Comparison comparison(String text, String alias, Map<String, JsonNode> parameters) throws Refused {
        var matcher = COMPARISON.matcher(text);
        if (!matcher.matches() || !matcher.group(1).matches(Pattern.quote(alias) + "[.\\[].*")) {
            throw Refused.bad("This comparison is not spoken here: " + text);
        }
        var path = new ArrayList<String>();
        var steps = STEP.matcher(matcher.group(1).substring(alias.length()));
        while (steps.find()) {
            path.add(steps.group(1) == null ? steps.group(2) : steps.group(1));
        }
        return new Comparison(path, matcher.group(2), value(matcher.group(3), parameters));
    }

    private static JsonNode value(String literal, Map<String, JsonNode> parameters) throws Refused {
        if (literal.startsWith("@")) {
            var value = parameters.get(literal);
            if (value == null) {
                throw Refused.bad("The parameter " + literal + " has no value");
            }
            return value;
        }
        try {
            return literal.startsWith("'")
                    ? Json.lenient().getNodeFactory().textNode(literal.substring(1, literal.length() - 1))
                    : Json.lenient().readTree(literal);
        } catch (JsonProcessingException e) {
            throw Refused.bad("This is no literal: " + literal);
        }
    }

    private static boolean holds(Comparison comparison, JsonNode document) {
        var found = document;
        for (var step : comparison.path()) {
            found = found.path(step);
        }
        // As in Cosmos DB, a comparison with what is not there, or with another type, is undefined: not true.
        if (found instanceof MissingNode || !sameKind(found, comparison.value())) {
            return false;
        }
        var order = found.isNumber()
                ? found.decimalValue().compareTo(comparison.value().decimalValue())
                : found.asText().compareTo(comparison.value().asText());
        return switch (comparison.operator()) {
            case "=" -> order == 0;
            case "!=", "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalStateException(comparison.operator());
        };
    }

    private static boolean sameKind(JsonNode a, JsonNode b) {
        return a.getNodeType() == b.getNodeType() && a.isValueNode();
    }
}
