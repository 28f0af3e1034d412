package io.signalbeam.shared.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as RFC 3339 §5.6 writes them, read to the millisecond; what is finer is cut off. */
public final class Rfc3339 {
    private static final Pattern GRAMMAR =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d{2}:\\d{2})");
    private static final int MILLIS_FORM = "2026-11-21T04:05:06.789Z".length();

    private Rfc3339() {}

    public static Optional<Instant> parse(String text) {
        try {
            if (isMillisForm(text)) {
                return Optional.of(millisForm(text));
            }
            return GRAMMAR.matcher(text).matches()
                    ? Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS))
                    : Optional.empty();
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    /** The form that the product itself writes, in which nearly every time arrives. */
    private static boolean isMillisForm(String text) {
        if (text.length() != MILLIS_FORM) {
            return false;
        }
        for (int i = 0; i < MILLIS_FORM; i++) {
            char c = text.charAt(i);
            boolean fits = switch (i) {
                case 4, 7 -> c == '-';
                case 10 -> c == 'T';
                case 13, 16 -> c == ':';
                case 19 -> c == '.';
                case 23 -> c == 'Z';
                default -> c >= '0' && c <= '9';
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static Instant millisForm(String text) {
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            throw new DateTimeException("no such time of day");
        }
        long day = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
                .toEpochDay();
        return Instant.ofEpochMilli((((day * 24 + hour) * 60 + minute) * 60 + second) * 1000 + digits(text, 20, 23));
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }
}
