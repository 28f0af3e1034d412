package io.signalbeam.shared.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The two forms of structured fields (RFC 8941) that signatures come in: dictionaries of inner lists of strings, and of
 * byte sequences. Throws {@link IllegalArgumentException} for everything else.
 */
final class StructuredFields {
    private static final int MAX_CHARACTERS = 4096;

    private final String text;
    private int at;

    private StructuredFields(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("longer than " + MAX_CHARACTERS + " characters");
        }
        this.text = text;
    }

    /**
     * @param parameters strings, and integers as {@link Long}
     * @param text as it stands in the field, which is what gets signed
     */
    record InnerList(List<String> items, Map<String, Object> parameters, String text) {}

    static Map<String, InnerList> innerLists(String field) {
        return new StructuredFields(field).dictionary(StructuredFields::innerList);
    }

    static Map<String, byte[]> byteSequences(String field) {
        return new StructuredFields(field).dictionary(StructuredFields::bytes);
    }

    private interface Value<T> {
        T read(StructuredFields fields);
    }

    private <T> Map<String, T> dictionary(Value<T> value) {
        var members = new LinkedHashMap<String, T>();
        skip(' ');
        while (at < text.length()) {
            var key = key();
            expect('=');
            members.put(key, value.read(this));
            blanks();
            if (at < text.length()) {
                expect(',');
                blanks();
                peek();
            }
        }
        return members;
    }

    private InnerList innerList() {
        int from = at;
        expect('(');
        skip(' ');
        var items = new ArrayList<String>();
        while (peek() != ')') {
            items.add(string());
            if (peek() != ')') {
                expect(' ');
                skip(' ');
            }
        }
        expect(')');
        var parameters = new LinkedHashMap<String, Object>();
        while (at < text.length() && peek() == ';') {
            at++;
            skip(' ');
            var key = key();
            expect('=');
            parameters.put(key, peek() == '"' ? string() : (Object) integer());
        }
        return new InnerList(List.copyOf(items), Map.copyOf(parameters), text.substring(from, at));
    }

    private byte[] bytes() {
        expect(':');
        int end = text.indexOf(':', at);
        if (end < 0) {
            throw wrong();
        }
        var bytes = Base64.getDecoder().decode(text.substring(at, end));
        at = end + 1;
        return bytes;
    }

    private String string() {
        expect('"');
        var string = new StringBuilder();
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
                if (peek() != '"' && peek() != '\\') {
                    throw wrong();
                }
            }
            if (peek() < ' ' || peek() > '~') {
                throw wrong();
            }
            string.append(text.charAt(at++));
        }
        at++;
        return string.toString();
    }

    private long integer() {
        int from = at;
        if (peek() == '-') {
            at++;
        }
        int digits = at;
        run(c -> c >= '0' && c <= '9');
        if (at == digits || at - digits > 15) {
            throw wrong();
        }
        return Long.parseLong(text, from, at, 10);
    }

    private String key() {
        int from = at;
        if (!isLower(peek()) && peek() != '*') {
            throw wrong();
        }
        run(c -> isLower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '*');
        return text.substring(from, at);
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private void run(IntPredicate of) {
        while (at < text.length() && of.test(text.charAt(at))) {
            at++;
        }
    }

    private void skip(char c) {
        run(other -> other == c);
    }

    private void blanks() {
        run(c -> c == ' ' || c == '\t');
    }

    private void expect(char c) {
        if (peek() != c) {
            throw wrong();
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not as RFC 8941 has it, at character " + at);
    }
}
