package io.signalbeam.local.host.timer;

import io.signalbeam.local.host.app.TimeSpans;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** When a timer fires: NCRONTAB in UTC, or every so long. */
public sealed interface Schedule {

    /** The next time strictly after another. */
    Instant next(Instant after);

    /** Whether two firings may be less than a minute apart; the host keeps no status for these. */
    default boolean subMinute(Instant now) {
        var earlier = next(now);
        for (var i = 0; i < 5; i++) {
            var later = next(earlier);
            if (Duration.between(earlier, later).compareTo(Duration.ofMinutes(1)) < 0) {
                return true;
            }
            earlier = later;
        }
        return false;
    }

    /** Every so long, counted from the last. */
    record Every(Duration interval) implements Schedule {
        public Every {
            if (interval.isZero()) {
                throw new IllegalArgumentException("a timer's interval is zero");
            }
        }

        @Override
        public Instant next(Instant after) {
            return after.plus(interval);
        }
    }

    /**
     * Six fields: second, minute, hour, day of the month, month, day of the week (0 is Sunday). A day must match both
     * of its fields, as in the library that the real host uses.
     */
    record Cron(BitSet seconds, BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays)
            implements Schedule {

        @Override
        public Instant next(Instant after) {
            var from =
                    LocalDateTime.ofInstant(after, ZoneOffset.UTC).withNano(0).plusSeconds(1);
            // Within 8 years every combination that can be has been, leap days on a weekday excepted after 2096.
            var end = from.plusYears(30);
            while (from.isBefore(end)) {
                var date = from.toLocalDate();
                if (!months.get(from.getMonthValue())) {
                    from = date.withDayOfMonth(1).plusMonths(1).atStartOfDay();
                } else if (!days.get(from.getDayOfMonth())
                        || !weekdays.get(from.getDayOfWeek().getValue() % 7)) {
                    from = date.plusDays(1).atStartOfDay();
                } else if (!hours.get(from.getHour())) {
                    from = date.atTime(from.getHour(), 0).plusHours(1);
                } else if (!minutes.get(from.getMinute())) {
                    from = from.withSecond(0).plusMinutes(1);
                } else if (!seconds.get(from.getSecond())) {
                    from = from.plusSeconds(1);
                } else {
                    return from.toInstant(ZoneOffset.UTC);
                }
            }
            throw new IllegalArgumentException("a timer's schedule never comes: " + this);
        }
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException when it is neither a time span nor five or six fields
     */
    static Schedule parse(String text) {
        var span = TimeSpans.parse(text);
        if (span.isPresent()) {
            return new Every(span.get());
        }
        var fields = text.strip().split("\\s+", -1);
        if (fields.length != 5 && fields.length != 6) {
            throw new IllegalArgumentException("neither NCRONTAB nor a time span: " + text);
        }
        var at = fields.length - 5;
        return new Cron(
                at == 0 ? field("0", 0, 59, List.of()) : field(fields[0], 0, 59, List.of()),
                field(fields[at], 0, 59, List.of()),
                field(fields[at + 1], 0, 23, List.of()),
                field(fields[at + 2], 1, 31, List.of()),
                field(
                        fields[at + 3],
                        1,
                        12,
                        List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
                field(fields[at + 4], 0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));
    }

    private static BitSet field(String text, int least, int most, List<String> names) {
        var values = new BitSet();
        for (var part : text.split(",", -1)) {
            var m = Part.FORM.matcher(part);
            if (!m.matches()) {
                throw new IllegalArgumentException("not a field of NCRONTAB: " + text);
            }
            var open = m.group(1).equals("*");
            var from = open ? least : number(m.group(1), least, names);
            var to = m.group(2) != null ? number(m.group(2), least, names) : open || m.group(3) != null ? most : from;
            var step = m.group(3) == null ? 1 : Integer.parseInt(m.group(3));
            if (from < least || to > most || from > to || step < 1) {
                throw new IllegalArgumentException("outside of " + least + " to " + most + ": " + text);
            }
            for (var value = from; value <= to; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    private static int number(String text, int least, List<String> names) {
        if (Character.isDigit(text.charAt(0))) {
            return Integer.parseInt(text);
        }
        var lower = text.toLowerCase(Locale.ROOT);
        for (var i = 0; i < names.size(); i++) {
            if (lower.startsWith(names.get(i))) {
                return least + i;
            }
        }
        throw new IllegalArgumentException("no such name in NCRONTAB: " + text);
    }

    /** One part of a field: a value, a range, or a star, with a step or without. */
    final class Part {
        private static final Pattern FORM =
                Pattern.compile("(\\*|\\d{1,2}|[a-zA-Z]{3,9})(?:-(\\d{1,2}|[a-zA-Z]{3,9}))?(?:/(\\d{1,2}))?");

        private Part() {}
    }
}
