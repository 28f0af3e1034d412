package io.signalbeam.local.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Many devices of a bench's tenant, put past the API into the database, and a bundle that can be rolled out to them. */
final class BenchFleet implements AutoCloseable {
    private final BenchCloud cloud;
    private final Connection owner;
    private final UUID tenant;

    private BenchFleet(BenchCloud cloud, Connection owner, UUID tenant) {
        this.cloud = cloud;
        this.owner = owner;
        this.tenant = tenant;
    }

    static BenchFleet in(BenchCloud cloud) throws IOException, InterruptedException, SQLException {
        var tenant =
                UUID.fromString(cloud.admin("GET", "/tenant", null).path("id").asText());
        return new BenchFleet(cloud, DriverManager.getConnection(cloud.local().ownerUrl()), tenant);
    }

    /** A group of so many new devices that are online, and have twins to be written. */
    String group(String name, int devices) throws IOException, InterruptedException, SQLException {
        var group =
                cloud.admin("POST", "/groups", Map.of("name", name)).path("id").asText();
        update("INSERT INTO devices (id, tenant_id, name, labels, attributes) SELECT gen_random_uuid(), '" + tenant
                + "', '" + name + "-' || n, label, label || jsonb_build_object('os.name', 'linux', 'os.arch',"
                + " (ARRAY['amd64', 'arm64', 'arm/v7'])[1 + n % 3], 'agent.version', '1.0', 'host.name', 'host-' || n)"
                + " FROM generate_series(1, " + devices + ") n,"
                + " LATERAL (SELECT jsonb_build_object('site', 'site-' || n % 100, 'env', 'prod') AS label) l");
        update(
                "INSERT INTO device_state (device_id, tenant_id, connectivity) SELECT id, tenant_id, 'Online' FROM devices d"
                        + " WHERE tenant_id = '" + tenant + "' AND name LIKE '" + name + "-%' ON CONFLICT DO NOTHING");
        update("INSERT INTO group_members (tenant_id, group_id, device_id) SELECT tenant_id, '" + group
                + "', id FROM devices WHERE tenant_id = '" + tenant + "' AND name LIKE '" + name + "-%'");
        // As autovacuum does when tables have grown.
        update("ANALYZE");
        return group;
    }

    void publish(String bundle, String... versions) throws IOException, InterruptedException {
        for (var version : versions) {
            cloud.admin(
                    "POST",
                    "/bundles/" + bundle + "/versions",
                    Map.of(
                            "bundleId",
                            bundle,
                            "version",
                            version,
                            "containers",
                            List.of(Map.of("name", "app", "image", "app:" + version))));
        }
    }

    /** All devices that a rollout has asked report that they run its version; those of an architecture, that they failed. */
    void report(String bundle, String version, String failing) throws SQLException {
        var status = "jsonb_build_object('bundleId', '" + bundle + "', 'version', '" + version + "', 'state',"
                + " CASE WHEN failed THEN 'Failed' ELSE 'Running' END) || CASE WHEN failed THEN jsonb_build_object("
                + "'error', jsonb_build_object('code', 'exited', 'message', 'It exits.', 'container', 'app')) ELSE '{}' END";
        update("UPDATE device_state s SET observed_generation = d.generation, sequence = s.sequence + 1,"
                + " report = jsonb_build_object('bundles', jsonb_build_array(" + status + "))"
                + " FROM (SELECT *, attributes ->> 'os.arch' = '" + failing + "' AS failed FROM devices) d,"
                + " device_desired x WHERE d.id = s.device_id"
                + " AND x.device_id = d.id AND x.bundle_id = '" + bundle + "' AND x.version = '" + version + "'");
    }

    /** @param sql answers one number */
    long count(String sql) throws SQLException {
        try (var statement = owner.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    int update(String sql) throws SQLException {
        try (var statement = owner.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        owner.close();
    }
}
