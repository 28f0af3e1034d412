package io.signalbeam.functions.parking;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The index of parked events. */
final class ParkedEventsSql {

    private ParkedEventsSql() {}

    /** One statement, however many; gives back how many were new. */
    static int index(Handle handle, List<ParkedDocument> documents, Instant now) {
        return handle.createUpdate("""
                        insert into parked_events (id, tenant_id, parked_at, enqueued_at, hub, partition, sequence_number,
                            publisher, reason, detail, size_bytes, blob)
                        select p.id, p.tenant_id, :now, p.enqueued_at, p.hub, p.partition, p.sequence_number, p.publisher,
                            p.reason, p.detail, p.size_bytes, p.blob
                        from unnest(:ids, :tenants, :enqueued::timestamptz[], :hubs, :partitions, :sequences, :publishers, :reasons,
                            :details, :sizes, :blobs)
                            as p (id, tenant_id, enqueued_at, hub, partition, sequence_number, publisher, reason, detail,
                                size_bytes, blob)
                        order by p.id
                        on conflict do nothing""")
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
                .execute();
    }

    /** Newest first. */
    static Paged<ParkedEvent> list(Handle handle, TenantId tenant, Page page) {
        var rows = handle.createQuery("""
                        select id, parked_at, hub, partition, sequence_number, publisher, reason, detail, size_bytes
                        from parked_events
                        where tenant_id = :tenant
                          and (:afterAt::timestamptz is null or (parked_at, id) < (:afterAt::timestamptz, :afterId::uuid))
                        order by parked_at desc, id desc
                        limit :limit""")
                .bind("tenant", tenant.value())
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> new ParkedEvent(
                        row.getString("id"),
                        row.getObject("parked_at", OffsetDateTime.class).toInstant(),
                        row.getString("hub"),
                        row.getString("partition"),
                        row.getLong("sequence_number"),
                        row.getString("publisher"),
                        row.getString("reason"),
                        row.getString("detail"),
                        row.getInt("size_bytes")))
                .list();
        return Paged.of(page, rows, event -> List.of(event.parkedAt().toString(), event.id()));
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
