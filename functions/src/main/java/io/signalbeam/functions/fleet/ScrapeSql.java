package io.signalbeam.functions.fleet;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What is counted of all tenants together, by the service's role. */
final class ScrapeSql {

    private ScrapeSql() {}

    /** @param oldest when the first of them came; null when there are none */
    record Outbox(long rows, @Nullable Instant oldest) {}

    /** Parked since and not replayed, by the reason's word. */
    static Map<String, Long> parked(Handle handle, Instant since) {
        return counts(handle, """
                select reason as word, count(*) as count from parked_events
                where parked_at > :since and replayed_at is null group by reason""", since);
    }

    /** Not ended, by status. */
    static Map<String, Long> rollouts(Handle handle) {
        return counts(
                handle,
                "select status as word, count(*) as count from rollouts where ended_at is null group by status",
                null);
    }

    static Outbox outbox(Handle handle) {
        return handle.createQuery("select count(*) as count, min(created_at) as oldest from outbox")
                .map((row, context) -> {
                    var oldest = row.getObject("oldest", OffsetDateTime.class);
                    return new Outbox(row.getLong("count"), oldest == null ? null : oldest.toInstant());
                })
                .one();
    }

    private static Map<String, Long> counts(Handle handle, String sql, @Nullable Instant since) {
        var query = handle.createQuery(sql);
        if (since != null) {
            query.bind("since", since);
        }
        return query.reduceRows(new HashMap<>(), (counts, row) -> {
            counts.put(row.getColumn("word", String.class), row.getColumn("count", Long.class));
            return counts;
        });
    }
}
