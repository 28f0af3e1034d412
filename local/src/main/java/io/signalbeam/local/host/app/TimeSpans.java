package io.signalbeam.local.host.app;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The notation of .NET's TimeSpan, which function.json and host.json use: {@code [d.]hh:mm:ss[.fffffff]}. */
public final class TimeSpans {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,8})\\.)?(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,7}))?)?");

    private TimeSpans() {}

    /** The duration that a text means; empty when it is no TimeSpan. */
    public static Optional<Duration> parse(String text) {
        var m = FORM.matcher(text.strip());
        if (!m.matches()) {
            return Optional.empty();
        }
        var fraction = m.group(5) == null ? "" : m.group(5);
        var span = Duration.ofDays(part(m.group(1)))
                .plusHours(part(m.group(2)))
                .plusMinutes(part(m.group(3)))
                .plusSeconds(part(m.group(4)))
                .plusNanos(part(fraction + "000000000".substring(fraction.length())));
        return Optional.of(span);
    }

    /** As {@link #parse}, for a value that must be one. */
    public static Duration required(String text, String where) {
        return parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(where + " is \"" + text + "\", which is no time span hh:mm:ss"));
    }

    private static long part(@org.jspecify.annotations.Nullable String digits) {
        return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
}
