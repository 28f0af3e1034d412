package io.signalbeam.functions.devices;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code device_events}. */
public final class DeviceEventsSql implements DeviceEvents {
    private final InstantSource clock;

    public DeviceEventsSql(InstantSource clock) {
        this.clock = clock;
    }

    /** @param details a JSON object, as stored */
    record Event(
            UUID id,
            Instant at,
            String type,
            Severity severity,
            String message,
            @JsonRawValue String details) {}

    @Override
    public void record(
            Handle tx,
            TenantId tenant,
            DeviceId device,
            String type,
            Severity severity,
            String message,
            Map<String, ?> details) {
        var now = clock.instant();
        tx.createUpdate("insert into device_events (id, tenant_id, device_id, at, type, severity, message, details)"
                        + " values (:id, :tenant, :device, :at, :type, :severity, :message, :details::jsonb)")
                .bind("id", UuidV7.at(now))
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("at", now)
                .bind("type", type)
                .bind("severity", severity.name())
                .bind("message", message)
                .bind("details", Json.write(details))
                .execute();
    }

    /** Newest first. */
    static Paged<Event> list(Handle tx, TenantId tenant, DeviceId device, Page page) {
        List<Event> rows = tx.createQuery("""
                        select id, at, type, severity, message, details::text as details
                        from device_events
                        where tenant_id = :tenant and device_id = :device
                          and (:afterAt::timestamptz is null or (at, id) < (:afterAt::timestamptz, :afterId::uuid))
                        order by at desc, id desc
                        limit :limit
                        """)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> new Event(
                        row.getObject("id", UUID.class),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("type"),
                        Severity.valueOf(row.getString("severity")),
                        row.getString("message"),
                        row.getString("details")))
                .list();
        return Paged.of(
                page, rows, event -> List.of(event.at().toString(), event.id().toString()));
    }
}
