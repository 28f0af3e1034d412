package io.signalbeam.functions.groups;

import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table {@code groups}, and {@code group_members} as far as people change it by hand. */
final class GroupsSql {
    private static final String SELECT = """
            SELECT g.id, g.name, g.description, g.selector, g.priority, g.time_zone, g.created_at, g.revision,
                   (SELECT count(*) FROM group_members m JOIN devices d ON d.id = m.device_id
                    WHERE m.group_id = g.id AND m.tenant_id = g.tenant_id AND d.tenant_id = g.tenant_id
                      AND d.lifecycle <> 'Decommissioned') AS members
            FROM groups g
            WHERE g.tenant_id = :tenant""";

    private GroupsSql() {}

    static Paged<Group> list(Handle tx, TenantId tenant, Reach reach, Page page) {
        var rows = tx.createQuery(SELECT + " AND (:allGroups OR g.id = ANY(:groups))"
                        + " AND (:after::text IS NULL OR g.name > :after) ORDER BY g.name LIMIT :limit")
                .bind("tenant", tenant.value())
                .bind("allGroups", reach.allGroups())
                .bindArray("groups", UUID.class, reach.groupIds())
                .bind("after", page.text(0))
                .bind("limit", page.fetch())
                .map((row, context) -> read(row))
                .list();
        return Paged.of(page, rows, group -> List.of(group.name()));
    }

    static Optional<Group> find(Handle tx, TenantId tenant, GroupId id) {
        return tx.createQuery(SELECT + " AND g.id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Of these groups those that the tenant has. */
    static List<UUID> known(Handle tx, TenantId tenant, List<GroupId> groups) {
        return tx.createQuery("select id from groups where tenant_id = :tenant and id = any(:ids)")
                .bind("tenant", tenant.value())
                .bindArray(
                        "ids", UUID.class, groups.stream().map(GroupId::value).toArray())
                .mapTo(UUID.class)
                .list();
    }

    static boolean nameTaken(Handle tx, TenantId tenant, String name, GroupId except) {
        return tx.createQuery("SELECT 1 FROM groups WHERE tenant_id = :tenant AND name = :name AND id <> :except")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .bind("except", except.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Whether it was put there: not when another one of that name came first. */
    static boolean insert(Handle tx, TenantId tenant, Group group) {
        return tx.createUpdate("INSERT INTO groups (id, tenant_id, name, description, selector, priority, time_zone,"
                                + " created_at)"
                                + " VALUES (:id, :tenant, :name, :description, :selector, :priority, :timeZone, :createdAt)"
                                + " ON CONFLICT (tenant_id, name) DO NOTHING")
                        .bind("id", group.id().value())
                        .bind("tenant", tenant.value())
                        .bind("name", group.name())
                        .bind("description", group.description())
                        .bind("selector", group.selector())
                        .bind("priority", group.priority())
                        .bind("timeZone", group.timeZone())
                        .bind("createdAt", group.createdAt())
                        .execute()
                == 1;
    }

    static void update(Handle tx, TenantId tenant, GroupId id, GroupChange change) {
        tx.createUpdate("""
                        UPDATE groups SET name = coalesce(:name, name), description = coalesce(:description, description),
                            selector = coalesce(:selector, selector), priority = coalesce(:priority, priority),
                            time_zone = nullif(coalesce(:timeZone, time_zone), ''),
                            revision = revision + 1
                        WHERE tenant_id = :tenant AND id = :id""")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bind("name", change.name())
                .bind("description", change.description())
                .bind("selector", GroupChange.canonical(change.selector()))
                .bind("priority", change.priority())
                .bind("timeZone", change.timeZone())
                .execute();
    }

    static void deleteAssignments(Handle tx, TenantId tenant, GroupId id) {
        tx.createUpdate("DELETE FROM assignments WHERE tenant_id = :tenant AND group_id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .execute();
    }

    static void delete(Handle tx, TenantId tenant, GroupId id) {
        tx.createUpdate(
                        "DELETE FROM rollout_devices r USING rollouts o WHERE o.tenant_id = :tenant AND o.group_id = :id"
                                + " AND o.ended_at IS NOT NULL AND r.tenant_id = :tenant AND r.rollout_id = o.id")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .execute();
        tx.createUpdate("DELETE FROM rollouts WHERE tenant_id = :tenant AND group_id = :id AND ended_at IS NOT NULL")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .execute();
        tx.createUpdate("DELETE FROM groups WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .execute();
    }

    static Optional<UUID> activeRollout(Handle tx, TenantId tenant, GroupId id) {
        return tx.createQuery("SELECT id FROM rollouts WHERE tenant_id = :tenant AND group_id = :id"
                        + " AND ended_at IS NULL ORDER BY id LIMIT 1")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .mapTo(UUID.class)
                .findOne();
    }

    /** Of these devices those that the tenant has and that can still be asked for anything. */
    static List<UUID> present(Handle tx, TenantId tenant, Collection<DeviceId> devices) {
        return tx.createQuery("SELECT id FROM devices WHERE tenant_id = :tenant AND id = ANY(:ids)"
                        + " AND lifecycle <> 'Decommissioned'")
                .bind("tenant", tenant.value())
                .bindArray(
                        "ids", UUID.class, devices.stream().map(DeviceId::value).toArray())
                .mapTo(UUID.class)
                .list();
    }

    static void addMembers(Handle tx, TenantId tenant, GroupId group, Collection<DeviceId> devices) {
        tx.createUpdate("INSERT INTO group_members (tenant_id, group_id, device_id)"
                        + " SELECT :tenant, :group, x FROM unnest(:ids) x ORDER BY x ON CONFLICT DO NOTHING")
                .bind("tenant", tenant.value())
                .bind("group", group.value())
                .bindArray(
                        "ids", UUID.class, devices.stream().map(DeviceId::value).toArray())
                .execute();
    }

    static boolean removeMember(Handle tx, TenantId tenant, GroupId group, DeviceId device) {
        return tx.createUpdate("DELETE FROM group_members WHERE tenant_id = :tenant AND group_id = :group"
                                + " AND device_id = :device")
                        .bind("tenant", tenant.value())
                        .bind("group", group.value())
                        .bind("device", device.value())
                        .execute()
                == 1;
    }

    private static Group read(ResultSet row) throws SQLException {
        return new Group(
                new GroupId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("description"),
                row.getString("selector"),
                row.getInt("priority"),
                row.getString("time_zone"),
                row.getInt("members"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getLong("revision"));
    }
}
