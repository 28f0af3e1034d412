package io.signalbeam.functions.page;

import io.signalbeam.shared.id.UuidV7;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that a caller asks for.
 *
 * @param limit greatest number of items, 1 to {@value #MAX}
 * @param after sort key of the last item of the page before; null for the first page
 * @param list which list it is of, filters included; cursors of one list are refused by every other
 */
public record Page(int limit, @Nullable List<String> after, String list) {
    public static final int MAX = 200;
    public static final int DEFAULT = 50;

    /** A page of the one list that there is, as far as its caller cares. */
    public Page(int limit, @Nullable List<String> after) {
        this(limit, after, "");
    }

    public static Page first(int limit) {
        return new Page(limit, null);
    }

    public boolean isFirst() {
        return after == null;
    }

    /** Part of the sort key that the page begins after; null on the first page. */
    public @Nullable String text(int part) {
        if (after == null) {
            return null;
        }
        if (part >= after.size()) {
            throw new InvalidCursor();
        }
        return after.get(part);
    }

    /** As {@link #text}, as a time. */
    public @Nullable Instant instant(int part) {
        try {
            var text = text(part);
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidCursor();
        }
    }

    /** As {@link #text}, as a day. */
    public @Nullable LocalDate day(int part) {
        try {
            var text = text(part);
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidCursor();
        }
    }

    /** As {@link #text}, as an id. */
    public @Nullable UUID uuid(int part) {
        try {
            var text = text(part);
            return text == null ? null : UuidV7.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidCursor();
        }
    }

    /** How many rows to read so as to know whether another page follows. */
    public int fetch() {
        return limit + 1;
    }
}
