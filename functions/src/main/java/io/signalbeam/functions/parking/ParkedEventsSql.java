package io.signalbeam.functions.parking;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The index of parked events. */
final class ParkedEventsSql {
    private static final String COLUMNS = """
            id, parked_at, enqueued_at, hub, partition, sequence_number, publisher, reason, detail, size_bytes,
            replayed_at, shift_millis""";
    private static final String TRY = "try";

    private ParkedEventsSql() {}

    /** One statement, however many; gives back which were new. */
    static Set<UUID> index(Handle handle, List<ParkedDocument> documents, Instant now) {
        return handle.createQuery("""
                        insert into parked_events (id, tenant_id, parked_at, enqueued_at, hub, partition, sequence_number,
                            publisher, reason, detail, size_bytes, blob)
                        select p.id, p.tenant_id, :now, p.enqueued_at, p.hub, p.partition, p.sequence_number, p.publisher,
                            p.reason, p.detail, p.size_bytes, p.blob
                        from unnest(:ids, :tenants, :enqueued::timestamptz[], :hubs, :partitions, :sequences, :publishers, :reasons,
                            :details, :sizes, :blobs)
                            as p (id, tenant_id, enqueued_at, hub, partition, sequence_number, publisher, reason, detail,
                                size_bytes, blob)
                        order by p.id
                        on conflict do nothing
                        returning id""")
                .bind("now", now)
                .bindArray("ids", UUID.class, column(documents, ParkedDocument::id))
                .bindArray("tenants", UUID.class, column(documents, document -> uuid(document.tenantId())))
                .bindArray(
                        "enqueued",
                        String.class,
                        column(documents, document -> document.enqueuedAt().toString()))
                .bindArray("hubs", String.class, column(documents, ParkedDocument::hub))
                .bindArray("partitions", String.class, column(documents, ParkedDocument::partition))
                .bindArray("sequences", Long.class, column(documents, ParkedDocument::sequenceNumber))
                .bindArray("publishers", String.class, column(documents, ParkedDocument::publisher))
                .bindArray("reasons", String.class, column(documents, ParkedDocument::reason))
                .bindArray("details", String.class, column(documents, ParkedDocument::detail))
                .bindArray("sizes", Integer.class, column(documents, document -> document.body().length))
                .bindArray("blobs", String.class, column(documents, ParkedDocument::blob))
                .mapTo(UUID.class)
                .set();
    }

    /** Newest first. */
    static Paged<ParkedEvent> list(Handle handle, TenantId tenant, ParkedFilter filter, Page page) {
        var rows = handle.createQuery("select " + COLUMNS + """
                         from parked_events
                        where tenant_id = :tenant
                          and (replayed_at is not null) = :replayed
                          and (:reason::text is null or reason = :reason)
                          and (:hub::text is null or hub = :hub)
                          and (:publisher::text is null or publisher = :publisher)
                          and (:from::timestamptz is null or parked_at >= :from::timestamptz)
                          and (:to::timestamptz is null or parked_at < :to::timestamptz)
                          and (:afterAt::timestamptz is null or (parked_at, id) < (:afterAt::timestamptz, :afterId::uuid))
                        order by parked_at desc, id desc
                        limit :limit""")
                .bind("tenant", tenant.value())
                .bind("replayed", filter.replayed())
                .bind("reason", filter.reason())
                .bind("hub", filter.hub())
                .bind(
                        "publisher",
                        filter.device() == null ? null : filter.device().toString())
                .bind("from", filter.from())
                .bind("to", filter.to())
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> event(row))
                .list();
        return Paged.of(page, rows, event -> List.of(event.parkedAt().toString(), event.id()));
    }

    /** An entry of the index, and where its event lies. */
    record Entry(ParkedEvent event, String blob) {}

    static Optional<Entry> find(Handle handle, TenantId tenant, UUID id) {
        return entry(handle, tenant, id, "");
    }

    /** Nobody else replays or deletes it until the transaction ends. */
    static Optional<Entry> lock(Handle handle, TenantId tenant, UUID id) {
        return entry(handle, tenant, id, " for update");
    }

    private static Optional<Entry> entry(Handle handle, TenantId tenant, UUID id, String lock) {
        return handle.createQuery(
                        "select " + COLUMNS + ", blob from parked_events where tenant_id = :tenant and id = :id" + lock)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> new Entry(event(row), row.getString("blob")))
                .findOne();
    }

    private static ParkedEvent event(ResultSet row) throws SQLException {
        return new ParkedEvent(
                row.getString("id"),
                row.getObject("parked_at", OffsetDateTime.class).toInstant(),
                row.getObject("enqueued_at", OffsetDateTime.class).toInstant(),
                row.getString("hub"),
                row.getString("partition"),
                row.getLong("sequence_number"),
                row.getString("publisher"),
                row.getString("reason"),
                row.getString("detail"),
                row.getInt("size_bytes"),
                row.getObject("replayed_at") == null
                        ? null
                        : row.getObject("replayed_at", OffsetDateTime.class).toInstant(),
                row.getObject("shift_millis", Long.class));
    }

    /** What is tried after this can be undone by {@link #undo} without the end of the transaction. */
    static void begin(Handle handle) {
        handle.savepoint(TRY);
    }

    static void undo(Handle handle) {
        handle.rollbackToSavepoint(TRY);
    }

    static int stillParked(Handle handle, TenantId tenant, UUID id, String reason, String detail) {
        return handle.createUpdate("""
                        update parked_events set reason = :reason, detail = :detail
                        where tenant_id = :tenant and id = :id""")
                .bind("reason", reason)
                .bind("detail", detail)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    static int replayed(Handle handle, TenantId tenant, UUID id, Duration shift, Instant now) {
        return handle.createUpdate("""
                        update parked_events set replayed_at = coalesce(replayed_at, :now), shift_millis = :shift
                        where tenant_id = :tenant and id = :id""")
                .bind("now", now)
                .bind("shift", shift.toMillis())
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    /** Takes an entry out of the index, and gives back where its event lies. */
    static Optional<String> forget(Handle handle, TenantId tenant, UUID id) {
        return handle.createQuery("delete from parked_events where tenant_id = :tenant and id = :id returning blob")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /** Takes up to so many of the oldest out of the index, and gives back where they lie. */
    static List<String> forgetBefore(Handle handle, Instant bound, int limit) {
        return handle.createQuery("""
                        delete from parked_events where id in (
                            select id from parked_events where parked_at < :bound order by parked_at limit :limit)
                        returning blob""")
                .bind("bound", bound)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    private static @Nullable UUID uuid(@Nullable TenantId tenant) {
        return tenant == null ? null : tenant.value();
    }

    private static @Nullable Object[] column(
            List<ParkedDocument> documents, Function<ParkedDocument, @Nullable Object> value) {
        return documents.stream().map(value).toArray();
    }
}
