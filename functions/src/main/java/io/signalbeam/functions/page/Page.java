package io.signalbeam.functions.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that a caller asks for.
 *
 * @param limit greatest number of items, 1 to {@value #MAX}
 * @param after sort key of the last item of the page before; null for the first page
 */
public record Page(int limit, @Nullable List<String> after) {
    public static final int MAX = 200;
    public static final int DEFAULT = 50;

    public static Page first(int limit) {
        return new Page(limit, null);
    }

    public boolean isFirst() {
        return after == null;
    }

    /** How many rows to read so as to know whether another page follows. */
    public int fetch() {
        return limit + 1;
    }
}
