package io.signalbeam.functions.testing;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** Puts rows of one tenant's fleet into a test's database, past the app and its rules. */
public final class FleetRows {
    private final Jdbi owner;
    private final TenantId tenant;

    public FleetRows(TestDatabase database, TenantId tenant) {
        this.owner = database.owner();
        this.tenant = tenant;
    }

    public TenantId tenant() {
        return tenant;
    }

    public DeviceId device(String name) {
        return device(name, Map.of());
    }

    public DeviceId device(String name, Map<String, String> labels) {
        var id = DeviceId.random();
        var json = Json.write(labels);
        owner.useHandle(tx -> {
            tx.execute(
                    "INSERT INTO devices (id, tenant_id, name, labels, attributes) VALUES (?, ?, ?, ?::jsonb, ?::jsonb)",
                    id.value(),
                    tenant.value(),
                    name,
                    json,
                    json);
            tx.execute("INSERT INTO device_state (device_id, tenant_id) VALUES (?, ?)", id.value(), tenant.value());
        });
        return id;
    }

    /** So many devices {@code d1}, {@code d2}, … in one statement, all members of the group. */
    public void devices(int count, GroupId group) {
        owner.useHandle(tx -> {
            tx.execute(
                    "INSERT INTO devices (id, tenant_id, name) SELECT gen_random_uuid(), ?, 'd' || n"
                            + " FROM generate_series(1, ?) n",
                    tenant.value(),
                    count);
            tx.execute(
                    "INSERT INTO device_state (device_id, tenant_id) SELECT id, tenant_id FROM devices WHERE tenant_id = ?"
                            + " ON CONFLICT DO NOTHING",
                    tenant.value());
            tx.execute(
                    "INSERT INTO group_members (tenant_id, group_id, device_id) SELECT tenant_id, ?, id FROM devices"
                            + " WHERE tenant_id = ? ON CONFLICT DO NOTHING",
                    group.value(),
                    tenant.value());
            // As autovacuum does when a table has grown; sessions that were open before would go on with the plans of
            // their foreign keys' checks for a table of one page.
            tx.execute("ANALYZE");
        });
    }

    public GroupId group(String name, int priority, DeviceId... members) {
        var id = GroupId.random();
        owner.useHandle(tx -> tx.execute(
                "INSERT INTO groups (id, tenant_id, name, priority) VALUES (?, ?, ?, ?)",
                id.value(),
                tenant.value(),
                name,
                priority));
        members(id, List.of(members));
        return id;
    }

    public void members(GroupId group, List<DeviceId> devices) {
        devices.forEach(device -> join(group, device));
    }

    private void join(GroupId group, DeviceId device) {
        owner.useHandle(tx -> tx.execute(
                "INSERT INTO group_members (tenant_id, group_id, device_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                tenant.value(),
                group.value(),
                device.value()));
    }

    public void versions(String bundle, String... versions) {
        owner.useHandle(tx -> {
            tx.execute(
                    "INSERT INTO bundles (tenant_id, id) VALUES (?, ?) ON CONFLICT DO NOTHING", tenant.value(), bundle);
            for (var version : versions) {
                tx.execute(
                        "INSERT INTO bundle_versions (tenant_id, bundle_id, version, manifest_digest, containers,"
                                + " created_by) VALUES (?, ?, ?, ?, 1, 'test')",
                        tenant.value(),
                        bundle,
                        version,
                        "sha256:" + bundle + version);
            }
        });
    }

    public void assignToDevice(DeviceId device, String bundle, String version) {
        assign("Device", device, null, bundle, version, Instant.now());
    }

    public void assignToGroup(GroupId group, String bundle, String version) {
        assign("Group", null, group, bundle, version, Instant.now());
    }

    private void assign(String kind, DeviceId device, GroupId group, String bundle, String version, Instant at) {
        owner.useHandle(tx -> tx.execute(
                "INSERT INTO assignments (id, tenant_id, bundle_id, version, kind, device_id, group_id, assigned_at,"
                        + " assigned_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'test')",
                UuidV7.random(),
                tenant.value(),
                bundle,
                version,
                kind,
                device == null ? null : device.value(),
                group == null ? null : group.value(),
                at.atOffset(java.time.ZoneOffset.UTC)));
    }

    /** Bundle → version that the device shall run. */
    public Map<String, String> desired(DeviceId device) {
        return owner.withHandle(tx -> tx.createQuery(
                        "SELECT bundle_id, version FROM device_desired WHERE device_id = :id")
                .bind("id", device.value())
                .reduceRows(new TreeMap<>(), (map, row) -> {
                    map.put(row.getColumn("bundle_id", String.class), row.getColumn("version", String.class));
                    return map;
                }));
    }

    public long generation(DeviceId device) {
        return owner.withHandle(tx -> tx.createQuery("SELECT generation FROM devices WHERE id = :id")
                .bind("id", device.value())
                .mapTo(Long.class)
                .one());
    }

    /** The device reports the version of this bundle in this state, about its desired state as it is now. */
    public void report(DeviceId device, String bundle, String version, String state) {
        var error = state.equals("Failed")
                ? ",\"error\":{\"code\":\"image-not-found\",\"message\":\"no such image\",\"container\":\"app\"}"
                : "";
        var report = "{\"bundles\":[{\"bundleId\":\"%s\",\"version\":\"%s\",\"state\":\"%s\"%s}],\"containers\":[]}"
                .formatted(bundle, version, state, error);
        owner.useHandle(tx -> tx.execute(
                "UPDATE device_state s SET report = ?::jsonb, reported_at = now(), sequence = sequence + 1,"
                        + " observed_generation = d.generation FROM devices d WHERE d.id = s.device_id AND d.id = ?",
                report,
                device.value()));
    }

    public int outbox() {
        return owner.withHandle(tx -> tx.createQuery("SELECT count(*) FROM outbox")
                .mapTo(Integer.class)
                .one());
    }
}
