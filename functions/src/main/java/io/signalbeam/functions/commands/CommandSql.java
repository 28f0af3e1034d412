package io.signalbeam.functions.commands;

import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.command.CommandKind;
import io.signalbeam.shared.command.CommandStatus;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code device_commands}, as people use it. */
final class CommandSql {
    private static final String OPEN = "status in ('Pending', 'Delivered', 'Running')";

    private CommandSql() {}

    /** So that two who give commands at once are counted one after the other. */
    static Optional<Lifecycle> lockDevice(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery(
                        "select lifecycle from devices where tenant_id = :tenant and id = :device for no key update")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .map((row, context) -> Lifecycle.valueOf(row.getString("lifecycle")))
                .findOne();
    }

    static boolean deviceExists(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select 1 from devices where tenant_id = :tenant and id = :device")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static int open(Handle tx, TenantId tenant, DeviceId device) {
        return tx.createQuery("select count(*) from device_commands where tenant_id = :tenant"
                        + " and device_id = :device and " + OPEN)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .mapTo(Integer.class)
                .one();
    }

    static CommandView add(
            Handle tx, TenantId tenant, DeviceId device, UUID id, NewCommand wish, String by, Instant now) {
        return tx.createQuery("""
                        insert into device_commands
                            (id, tenant_id, device_id, kind, bundle_id, container, lines, created_at, created_by, expires_at)
                        values (:id, :tenant, :device, :kind, :bundle, :container, :lines, :now, :by, :expires)
                        returning *""")
                .bind("id", id)
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("kind", wish.kind().name())
                .bind("bundle", wish.bundleId())
                .bind("container", wish.container())
                .bind("lines", wish.mostLines())
                .bind("now", now)
                .bind("by", by)
                .bind("expires", now.plus(wish.goodFor()))
                .map((row, context) -> view(row))
                .one();
    }

    static Paged<CommandView> list(Handle tx, TenantId tenant, DeviceId device, Page page) {
        var rows = tx.createQuery("""
                        select * from device_commands
                        where tenant_id = :tenant and device_id = :device
                          and (:at::timestamptz is null or (created_at, id) < (:at::timestamptz, :id::uuid))
                        order by created_at desc, id desc limit :limit""")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("at", page.instant(0))
                .bind("id", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> view(row))
                .list();
        return Paged.of(
                page,
                rows,
                command -> List.of(command.createdAt().toString(), command.id().toString()));
    }

    static Optional<CommandView> find(Handle tx, TenantId tenant, DeviceId device, UUID id) {
        return tx.createQuery(
                        "select * from device_commands where tenant_id = :tenant and device_id = :device and id = :id")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne();
    }

    /** How far it is; nothing else changes it until the transaction ends. */
    static Optional<CommandStatus> lock(Handle tx, TenantId tenant, DeviceId device, UUID id) {
        return tx.createQuery("select status from device_commands"
                        + " where tenant_id = :tenant and device_id = :device and id = :id for update")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("id", id)
                .map((row, context) -> CommandStatus.valueOf(row.getString("status")))
                .findOne();
    }

    static void cancel(Handle tx, TenantId tenant, UUID id, Instant now) {
        tx.createUpdate("update device_commands set status = 'Cancelled', finished_at = :now"
                        + " where tenant_id = :tenant and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("now", now)
                .execute();
    }

    static void hasOutput(Handle tx, TenantId tenant, UUID id, int bytes) {
        tx.createUpdate("update device_commands set output_bytes = :bytes where tenant_id = :tenant and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("bytes", bytes)
                .execute();
    }

    /** The devices' twins name other commands than before; in the order of their ids, as whoever changes several. */
    static void tell(Handle tx, Collection<DeviceId> devices) {
        tx.createUpdate("""
                        with locked as materialized (
                            select id from devices where id = any(:ids) order by id for no key update
                        ), told as (
                            update devices d set commands_revision = commands_revision + 1
                            from locked where d.id = locked.id returning d.tenant_id, d.id
                        )
                        insert into outbox (tenant_id, device_id) select tenant_id, id from told""")
                .bindArray(
                        "ids",
                        UUID.class,
                        devices.stream().map(DeviceId::value).distinct().toArray())
                .execute();
    }

    private static CommandView view(ResultSet row) throws SQLException {
        return new CommandView(
                row.getObject("id", UUID.class),
                new DeviceId(row.getObject("device_id", UUID.class)),
                CommandKind.valueOf(row.getString("kind")),
                row.getString("bundle_id"),
                row.getString("container"),
                row.getObject("lines", Integer.class),
                CommandStatus.valueOf(row.getString("status")),
                row.getObject("progress", Integer.class),
                row.getString("message"),
                row.getObject("output_bytes", Long.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "delivered_at"),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
