package io.signalbeam.functions.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, as the API writes it.
 *
 * @param nextCursor opaque; null on the last page
 * @param total items of the whole list; only where the list says so, and on its first page only
 */
public record Paged<T>(
        List<T> items,
        @Nullable String nextCursor,
        @Nullable Long total) {

    public Paged {
        items = List.copyOf(items);
    }

    /**
     * Makes a page of up to {@link Page#fetch()} rows.
     *
     * @param key an item's sort key, which the next page continues after; it must tell any two items apart
     */
    public static <T> Paged<T> of(Page page, List<T> fetched, Function<? super T, List<String>> key) {
        if (fetched.size() <= page.limit()) {
            return new Paged<>(fetched, null, null);
        }
        var items = fetched.subList(0, page.limit());
        return new Paged<>(items, Cursor.encode(page.list(), key.apply(items.getLast())), null);
    }

    public Paged<T> withTotal(long count) {
        return new Paged<>(items, nextCursor, count);
    }

    public <R> Paged<R> map(Function<? super T, ? extends R> f) {
        return new Paged<>(items.stream().<R>map(f).toList(), nextCursor, total);
    }
}
