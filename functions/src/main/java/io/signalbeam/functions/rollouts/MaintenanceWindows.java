package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.FieldErrors;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When devices may be asked to change, by the clock where they are. Where that is, says the device's label; without a
 * good one, the time zone of the rollout's group; without that, {@code zone}.
 *
 * @param label whose value is an IANA time zone with dots for slashes ({@code Europe.Berlin}), for a label's value takes no
 *     slash; {@code timezone} unless set
 * @param zone IANA time zone; UTC unless set
 * @param open at least one
 */
public record MaintenanceWindows(
        @Nullable String label, @Nullable String zone, List<Window> open) {

    private static final String USUAL_LABEL = "timezone";
    private static final String USUAL_ZONE = "UTC";
    private static final int MAX_WINDOWS = 20;
    private static final int MAX_NAME = 320;
    private static final int DAYS_AHEAD = 8;
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");

    public MaintenanceWindows {
        open = List.copyOf(open);
    }

    /**
     * From one time of the day to another, on the day it begins; until the next day when it does not end later than it
     * begins.
     *
     * @param days on which it begins; every day unless set
     * @param from {@code HH:MM}, included
     * @param to {@code HH:MM}, not included
     */
    public record Window(@Nullable List<Weekday> days, String from, String to) {
        public Window {
            days = days == null ? null : List.copyOf(days);
        }

        private boolean beginsOn(ZonedDateTime day) {
            return days == null || days.isEmpty() || days.contains(Weekday.of(day.getDayOfWeek()));
        }

        private boolean covers(ZonedDateTime local) {
            var time = local.toLocalTime();
            var start = LocalTime.parse(from);
            var end = LocalTime.parse(to);
            if (start.isBefore(end)) {
                return beginsOn(local) && !time.isBefore(start) && time.isBefore(end);
            }
            return (beginsOn(local) && !time.isBefore(start)) || (beginsOn(local.minusDays(1)) && time.isBefore(end));
        }
    }

    String labelOrUsual() {
        return label == null ? USUAL_LABEL : label;
    }

    String zoneOrUsual() {
        return zone == null ? USUAL_ZONE : zone;
    }

    /** Of a device that says so; one that names no time zone goes by the usual one. */
    String zoneOf(String named) {
        return isZone(named) ? named : zoneOrUsual();
    }

    static boolean isZone(String name) {
        return ZoneId.getAvailableZoneIds().contains(name);
    }

    boolean isOpen(String zoneName, Instant now) {
        var local = now.atZone(zone(zoneName));
        return open.stream().anyMatch(window -> window.covers(local));
    }

    /** When one opens next in any of these zones; null when that is more than a week away. */
    @Nullable Instant opensNext(Set<String> zones, Instant now) {
        return zones.stream()
                .flatMap(name -> open.stream().map(window -> opensNext(window, zone(name), now)))
                .filter(at -> at.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static Instant opensNext(Window window, ZoneId zone, Instant now) {
        var today = now.atZone(zone).truncatedTo(ChronoUnit.DAYS);
        for (int day = 0; day < DAYS_AHEAD; day++) {
            var start = today.plusDays(day).with(LocalTime.parse(window.from()));
            if (window.beginsOn(start) && start.toInstant().isAfter(now)) {
                return start.toInstant();
            }
        }
        return Instant.MIN;
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            // A zone that was known when the device came in, and is not to this Java.
            return ZoneId.of(USUAL_ZONE);
        }
    }

    void check(FieldErrors errors, String field) {
        errors.size(field + ".open", open, 1, MAX_WINDOWS).length(field + ".label", label, 1, MAX_NAME);
        if (zone != null && !isZone(zone)) {
            errors.add(field + ".zone", "unknown", "It takes the name of a time zone, such as Europe/Berlin.");
        }
        for (int i = 0; i < open.size(); i++) {
            var window = open.get(i);
            var path = field + ".open[" + i + "]";
            if (!TIME.matcher(window.from()).matches()) {
                errors.add(path + ".from", "format", "It takes a time like 22:00.");
            }
            if (!TIME.matcher(window.to()).matches()) {
                errors.add(path + ".to", "format", "It takes a time like 04:30.");
            }
        }
    }
}
