package io.signalbeam.shared.label;

import java.util.Optional;
import java.util.regex.Pattern;

/** Kubernetes' rules for the text of label keys and values; each answers with a sentence when the text breaks one. */
public final class LabelSyntax {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern FACT_VALUE = Pattern.compile("[A-Za-z0-9._/+-]*");
    private static final int MAX_NAME = 63;
    private static final int MAX_PREFIX = 253;

    private LabelSyntax() {}

    public static Optional<String> keyProblem(String key) {
        int slash = key.indexOf('/');
        if (slash >= 0 && !isDnsSubdomain(key.substring(0, slash))) {
            return Optional.of("a key's prefix before '/' is a DNS subdomain of at most " + MAX_PREFIX
                    + " characters, in lower case");
        }
        return isName(key.substring(slash + 1))
                ? Optional.empty()
                : Optional.of("a key's name has 1 to " + MAX_NAME
                        + " letters, digits, '-', '_' or '.', and a letter or digit at both ends");
    }

    public static Optional<String> valueProblem(String value) {
        return value.isEmpty() || isName(value)
                ? Optional.empty()
                : Optional.of("a value is empty or has at most " + MAX_NAME
                        + " letters, digits, '-', '_' or '.', with a letter or digit at both ends");
    }

    /** Values of facts are wider than those of labels: {@code arm/v7}, {@code 1.2.0+build}. */
    static Optional<String> factProblem(String value) {
        return value.length() <= MAX_PREFIX && FACT_VALUE.matcher(value).matches()
                ? Optional.empty()
                : Optional.of(
                        "a fact's value has at most " + MAX_PREFIX + " letters, digits, '-', '_', '.', '/' or '+'");
    }

    /** Whether the text is a DNS label (RFC 1123): 1 to 63 lower-case letters, digits or inner hyphens. */
    public static boolean isDnsLabel(String text) {
        // By hand: asked for each container of each sample, where a pattern took longer than to read the numbers.
        int length = text.length();
        if (length == 0 || length > MAX_NAME || text.charAt(0) == '-' || text.charAt(length - 1) == '-') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    private static boolean isDnsSubdomain(String text) {
        if (text.length() > MAX_PREFIX) {
            return false;
        }
        for (int from = 0; ; ) {
            int dot = text.indexOf('.', from);
            if (!isDnsLabel(text.substring(from, dot < 0 ? text.length() : dot))) {
                return false;
            }
            if (dot < 0) {
                return true;
            }
            from = dot + 1;
        }
    }
}
