package io.signalbeam.functions.pipelines;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Branches or tags by name: {@code refs/heads/main}, {@code refs/tags/v*}. A star stands for any characters but a slash, so
 * that {@code refs/heads/release/*} takes no branch of a branch.
 */
record RefPattern(String text) {
    private static final Pattern FORM = Pattern.compile("refs/(heads|tags)/[^\\s~^:?\\[\\\\\\p{Cntrl}]+");
    private static final int MAX_CHARACTERS = 255;
    private static final int MAX_STARS = 3;

    static boolean valid(String text) {
        return text.length() <= MAX_CHARACTERS
                && FORM.matcher(text).matches()
                && text.chars().filter(c -> c == '*').count() <= MAX_STARS;
    }

    boolean matches(String ref) {
        var regex = Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*"));
        return Pattern.matches(regex, ref);
    }
}
