package io.signalbeam.functions.selectors;

import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.label.Requirement;
import io.signalbeam.shared.label.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A selector as a condition over a {@code jsonb} column of labels and facts. Equality asks for containment, which the
 * column's GIN index answers. Keys and values are bind parameters, never text of the statement.
 *
 * @param condition to be put after {@code WHERE} or {@code AND}, in parentheses already
 * @param values of its bind parameters, by name
 */
public record SelectorSql(String condition, Map<String, Object> values) {

    public SelectorSql {
        values = Map.copyOf(values);
    }

    /** @param column of the statement's own words: {@code d.attributes} */
    public static SelectorSql of(Selector selector, String column) {
        return of(selector, column, "");
    }

    /** @param prefix before the names of the bind parameters, for a statement with several selectors */
    public static SelectorSql of(Selector selector, String column, String prefix) {
        var translation = new Translation(column, prefix);
        var conditions =
                selector.requirements().stream().map(translation::condition).toList();
        return new SelectorSql(
                conditions.isEmpty() ? "(true)" : "(" + String.join(" and ", conditions) + ")", translation.values);
    }

    /** Binds the values to a statement that has the condition in it. */
    public <S extends SqlStatement<S>> S bind(S statement) {
        return statement.bindMap(values);
    }

    private static final class Translation {
        private final String column;
        private final String prefix;
        private final Map<String, Object> values = new LinkedHashMap<>();

        Translation(String column, String prefix) {
            this.column = column;
            this.prefix = prefix;
        }

        String condition(Requirement requirement) {
            return switch (requirement) {
                case Requirement.Equals equals -> contains(equals.key(), equals.value());
                case Requirement.NotEquals unequal -> "not " + contains(unequal.key(), unequal.value());
                case Requirement.In in -> anyOf(in.key(), in.values());
                case Requirement.NotIn notIn -> "not " + anyOf(notIn.key(), notIn.values());
                case Requirement.Exists exists -> exists(exists.key());
                case Requirement.NotExists missing -> "not " + exists(missing.key());
            };
        }

        private String anyOf(String key, SortedSet<String> options) {
            List<String> alternatives = new ArrayList<>();
            for (var option : options) {
                alternatives.add(contains(key, option));
            }
            return "(" + String.join(" or ", alternatives) + ")";
        }

        private String contains(String key, String value) {
            return column + " @> cast(:" + add(Json.write(Map.of(key, value))) + " as jsonb)";
        }

        // The function behind the operator ?, which JDBC would take for a parameter.
        private String exists(String key) {
            return "jsonb_exists(" + column + ", :" + add(key) + ")";
        }

        private String add(String value) {
            var name = prefix + "selector" + values.size();
            values.put(name, value);
            return name;
        }
    }
}
