package io.signalbeam.shared.label;

import io.signalbeam.shared.validation.Validated;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A recursive-descent reader of {@link Selector}'s grammar. One use each. */
final class SelectorParser {
    private final String text;
    private final String field;
    private int at;

    SelectorParser(String text, String field) {
        this.text = text;
        this.field = field;
    }

    Validated<Selector> parse() {
        if (text.length() > Selector.MAX_LENGTH) {
            return Validated.invalid(
                    field, "range", "at most " + Selector.MAX_LENGTH + " characters, not " + text.length());
        }
        try {
            return Validated.valid(selector());
        } catch (Refused refused) {
            return Validated.invalid(field, "format", refused.reason);
        }
    }

    private Selector selector() throws Refused {
        if (text.isBlank()) {
            return Selector.EVERYTHING;
        }
        var requirements = new ArrayList<Requirement>();
        do {
            requirements.add(requirement());
        } while (take(','));
        if (at < text.length()) {
            throw refuse(at, "expected ',' or the end, found '" + text.charAt(at) + "'");
        }
        return new Selector(requirements);
    }

    private Requirement requirement() throws Refused {
        if (take('!')) {
            return new Requirement.NotExists(key());
        }
        var key = key();
        if (take('!')) {
            if (at >= text.length() || text.charAt(at) != '=') {
                throw refuse(at, "expected '=' after '!'");
            }
            at++;
            return new Requirement.NotEquals(key, value(key));
        }
        if (take('=')) {
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
            }
            return new Requirement.Equals(key, value(key));
        }
        int wordAt = at;
        var word = word();
        return switch (word) {
            case "" -> new Requirement.Exists(key);
            case "exists" -> new Requirement.Exists(key);
            case "in" -> new Requirement.In(key, values(key));
            case "notin" -> new Requirement.NotIn(key, values(key));
            default ->
                throw refuse(wordAt, "expected '=', '==', '!=', 'in', 'notin', 'exists' or ',', found '" + word + "'");
        };
    }

    private SortedSet<String> values(String key) throws Refused {
        if (!take('(')) {
            throw refuse(at, "expected '(' and a list of values");
        }
        var values = new TreeSet<String>();
        do {
            values.add(value(key));
        } while (take(','));
        if (!take(')')) {
            throw refuse(at, "expected ',' or ')'");
        }
        return values;
    }

    private String key() throws Refused {
        skipSpaces();
        int start = at;
        var key = word();
        var problem = key.isEmpty() ? Optional.of("expected a key") : LabelSyntax.keyProblem(key);
        if (problem.isPresent()) {
            throw refuse(start, problem.get());
        }
        return key;
    }

    private String value(String key) throws Refused {
        skipSpaces();
        int start = at;
        var value = word();
        var problem = Fact.ofKey(key).isPresent() ? LabelSyntax.factProblem(value) : LabelSyntax.valueProblem(value);
        if (problem.isPresent()) {
            throw refuse(start, problem.get());
        }
        return value;
    }

    /** Everything up to a space or one of the grammar's own characters; may be empty. */
    private String word() {
        skipSpaces();
        int start = at;
        while (at < text.length() && !isSpace(text.charAt(at)) && ",()=!".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        var word = text.substring(start, at);
        skipSpaces();
        return word;
    }

    private boolean take(char wanted) {
        skipSpaces();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpaces() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static Refused refuse(int position, String reason) {
        return new Refused("at position " + (position + 1) + ": " + reason);
    }

    /** Ends the descent; never leaves this class. */
    private static final class Refused extends Exception {
        private final String reason;

        Refused(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }
}
