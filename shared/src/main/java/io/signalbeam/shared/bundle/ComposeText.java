package io.signalbeam.shared.bundle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The text forms that Compose has for amounts, times and command lines. */
final class ComposeText {
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,6})?)\\s*([kmgt]?)(?:i?b)?");
    private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    private ComposeText() {}

    /** {@code 64m}, {@code 1.5gb}, {@code 1048576}: powers of 1024. */
    static OptionalLong bytes(String text) {
        var matcher = BYTES.matcher(text.toLowerCase(java.util.Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int shift = switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            case "t" -> 40;
            default -> 0;
        };
        var bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
        return bytes.compareTo(BigDecimal.valueOf(1L << 50)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes.longValue());
    }

    /** {@code 1h2m3s} in seconds; empty for anything with a fraction of one. */
    static OptionalLong seconds(String text) {
        var matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                number(matcher.group(1)) * 3600 + number(matcher.group(2)) * 60 + number(matcher.group(3)));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Splits as a POSIX shell does, without expanding anything; empty when a quote does not end. */
    static Optional<List<String>> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
                continue;
            }
            inWord = true;
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == '\\' && quote != '\'' && i + 1 < line.length() && escapes(quote, line.charAt(i + 1))) {
                word.append(line.charAt(++i));
            } else {
                word.append(c);
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return quote == 0 ? Optional.of(words) : Optional.empty();
    }

    /** Between double quotes a backslash escapes only itself and the quote. */
    private static boolean escapes(char quote, char next) {
        return quote == 0 || next == '"' || next == '\\';
    }
}
