package io.signalbeam.functions.groups;

import io.signalbeam.functions.selectors.SelectorSql;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.label.Selector;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The statements of {@link Membership}: one for each group, whatever the number of devices. */
final class MembershipSql {
    /** Who is selected and not yet in, and who is in and no longer selected; answers those whom it moved. */
    private static final String MOVE = """
            WITH selected AS (
                SELECT d.id FROM devices d
                WHERE d.tenant_id = :tenant AND <devices> AND d.lifecycle <> 'Decommissioned' AND <selector>
            ), left_it AS (
                DELETE FROM group_members m USING devices d
                WHERE m.tenant_id = :tenant AND m.group_id = :group AND d.tenant_id = :tenant AND d.id = m.device_id
                  AND <devices> AND NOT (d.lifecycle <> 'Decommissioned' AND <selector>)
                RETURNING m.device_id
            ), joined AS (
                INSERT INTO group_members (tenant_id, group_id, device_id)
                SELECT :tenant, :group, id FROM selected ORDER BY id
                ON CONFLICT DO NOTHING
                RETURNING device_id
            )
            SELECT device_id FROM left_it UNION SELECT device_id FROM joined""";

    private MembershipSql() {}

    record SelectorGroup(GroupId id, Selector selector) {}

    static List<SelectorGroup> bySelector(Handle tx, TenantId tenant) {
        return tx.createQuery("SELECT id, selector FROM groups WHERE tenant_id = :tenant AND selector IS NOT NULL"
                        + " ORDER BY id")
                .bind("tenant", tenant.value())
                .map((row, context) -> new SelectorGroup(
                        new GroupId(row.getObject("id", UUID.class)), GroupChange.parsed(row.getString("selector"))))
                .list();
    }

    static List<DeviceId> refresh(Handle tx, TenantId tenant, SelectorGroup group, Collection<DeviceId> devices) {
        return move(
                tx.createQuery(MOVE)
                        .define("devices", "d.id = ANY(:ids)")
                        .bindArray(
                                "ids",
                                UUID.class,
                                devices.stream().map(DeviceId::value).toArray()),
                tenant,
                group);
    }

    static List<DeviceId> refreshAll(Handle tx, TenantId tenant, SelectorGroup group) {
        return move(tx.createQuery(MOVE).define("devices", "true"), tenant, group);
    }

    private static List<DeviceId> move(Query query, TenantId tenant, SelectorGroup group) {
        var selector = SelectorSql.of(group.selector(), "d.attributes");
        return selector.bind(query)
                .define("selector", selector.condition())
                .bind("tenant", tenant.value())
                .bind("group", group.id().value())
                .mapTo(UUID.class)
                .map(DeviceId::new)
                .list();
    }
}
