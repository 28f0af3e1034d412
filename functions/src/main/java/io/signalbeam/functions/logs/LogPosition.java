package io.signalbeam.functions.logs;

import io.signalbeam.functions.page.InvalidCursor;
import io.signalbeam.shared.bundle.LogsSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far a reader has come: for an hour and the one after it, in each file that there may be, in bytes. Two hours, because
 * what was written at the end of one arrives in the next.
 *
 * @param hour since 1970
 * @param offsets first those of the hour, then those of the next
 */
record LogPosition(long hour, List<Long> offsets) {
    static final int FILES = LogsSpec.RETENTIONS.size();
    private static final long SECONDS = 3_600;

    LogPosition {
        offsets = List.copyOf(offsets);
    }

    static LogPosition at(Instant time) {
        return new LogPosition(hour(time), Collections.nCopies(2 * FILES, 0L));
    }

    static LogPosition of(List<String> cursor) {
        if (cursor.size() != 1 + 2 * FILES) {
            throw new InvalidCursor();
        }
        try {
            var numbers = cursor.stream().map(Long::parseLong).toList();
            if (numbers.stream().anyMatch(number -> number < 0)) {
                throw new InvalidCursor();
            }
            return new LogPosition(numbers.getFirst(), numbers.subList(1, numbers.size()));
        } catch (NumberFormatException e) {
            throw new InvalidCursor();
        }
    }

    List<String> cursor() {
        var parts = new ArrayList<String>();
        parts.add(Long.toString(hour));
        offsets.forEach(offset -> parts.add(Long.toString(offset)));
        return parts;
    }

    /** Of one file in this hour or the next. */
    long offset(long ofHour, int file) {
        return offsets.get((int) (ofHour - hour) * FILES + file);
    }

    LogPosition with(long ofHour, int file, long offset) {
        var changed = new ArrayList<>(offsets);
        changed.set((int) (ofHour - hour) * FILES + file, offset);
        return new LogPosition(hour, changed);
    }

    LogPosition nextHour() {
        var next = new ArrayList<>(offsets.subList(FILES, 2 * FILES));
        next.addAll(Collections.nCopies(FILES, 0L));
        return new LogPosition(hour + 1, next);
    }

    static long hour(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS);
    }

    static Instant start(long hour) {
        return Instant.ofEpochSecond(hour * SECONDS);
    }
}
