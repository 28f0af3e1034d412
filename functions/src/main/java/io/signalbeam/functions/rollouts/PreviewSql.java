package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.RolloutPreview.Comes;
import io.signalbeam.functions.rollouts.RolloutPreview.Conflict;
import io.signalbeam.functions.rollouts.RolloutPreview.Sample;
import io.signalbeam.functions.rollouts.RolloutPreview.Some;
import io.signalbeam.functions.telemetry.LatestSample;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Counts whom a rollout would reach, with the waves that it would have: three statements for any number of devices. */
final class PreviewSql {
    /** Of each kind of device that is worth a look. */
    static final int SAMPLE = 10;

    private static final String TALLIES = """
            <placed>
            SELECT p.wave, coalesce(p.zone, '') AS zone, p.from_version, p.arch,
                   s.connectivity IS NOT DISTINCT FROM 'Online' AS online, count(*) AS devices
            FROM placed p LEFT JOIN device_state s ON s.device_id = p.id AND s.tenant_id = :tenant
            GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5""";

    /** What is free is what the device said last; of one that never said there is nothing to say. */
    private static final String SAMPLES = """
            <placed>, looked AS MATERIALIZED (
                SELECT p.id, p.name, p.arch, coalesce(p.zone, '') AS zone, s.last_seen_at,
                       s.connectivity IS DISTINCT FROM 'Online' AS offline, n.bytes AS need,
                       (%s)::numeric - (%s)::numeric AS free
                FROM placed p
                LEFT JOIN device_state s ON s.device_id = p.id AND s.tenant_id = :tenant
                LEFT JOIN unnest(:archs::text[], :versions::text[], :needs::bigint[]) AS n (arch, version, bytes)
                    ON n.arch = p.arch AND n.version = coalesce(p.from_version, '')
            )
            (SELECT 'Offline' AS kind, id, name, last_seen_at::text AS detail, count(*) OVER () AS devices
             FROM looked WHERE offline ORDER BY name LIMIT :sample)
            UNION ALL
            (SELECT 'OutsideWindow', id, name, zone, count(*) OVER ()
             FROM looked WHERE zone = ANY(:closed) ORDER BY name LIMIT :sample)
            UNION ALL
            (SELECT 'TooFull', id, name, free::text, count(*) OVER ()
             FROM looked WHERE free < need ORDER BY name LIMIT :sample)
            UNION ALL
            (SELECT 'WrongArchitecture', id, name, arch, count(*) OVER ()
             FROM looked WHERE arch = ANY(:wrong) ORDER BY name LIMIT :sample)""".formatted(latest("diskTotalBytes"), latest("diskUsedBytes"));

    private static final String CONFLICTS = """
            <placed>
            SELECT o.id, o.name, o.version, o.status, o.priority, count(*) AS devices
            FROM rollouts o
            JOIN rollout_devices r ON r.rollout_id = o.id AND r.tenant_id = :tenant
            JOIN placed p ON p.id = r.device_id
            WHERE o.tenant_id = :tenant AND o.bundle_id = :bundle AND o.ended_at IS NULL AND o.status <> 'Draft'
            GROUP BY o.id ORDER BY o.priority DESC, o.id LIMIT :most""";

    private static final int MOST_CONFLICTS = 20;

    private PreviewSql() {}

    private static String latest(String metric) {
        return LatestSample.value("s.metrics", metric, "metric").sql();
    }

    /**
     * Devices that are alike.
     *
     * @param zone empty when the rollout has no windows
     * @param from the version that they run; null for none
     * @param arch empty when it is not known
     */
    record Tally(int wave, String zone, @Nullable String from, String arch, boolean online, int devices) {}

    /**
     * How much room such devices need.
     *
     * @param bytes that must be free
     */
    record Need(String arch, @Nullable String from, long bytes) {}

    /** Devices to look at before a rollout begins. */
    enum Kind {
        Offline,
        OutsideWindow,
        TooFull,
        WrongArchitecture
    }

    static Optional<String> digest(Handle tx, TenantId tenant, String bundle, String version) {
        return Optional.ofNullable(digests(tx, tenant, bundle, List.of(version)).get(version));
    }

    /** Of manifests, by version. */
    static Map<String, String> digests(Handle tx, TenantId tenant, String bundle, Collection<String> versions) {
        return tx.createQuery("SELECT version, manifest_digest FROM bundle_versions"
                        + " WHERE tenant_id = :tenant AND bundle_id = :bundle AND version = ANY(:versions)")
                .bind("tenant", tenant.value())
                .bind("bundle", bundle)
                .bindArray("versions", String.class, versions.toArray())
                .reduceRows(new HashMap<>(), (digests, row) -> {
                    digests.put(row.getColumn("version", String.class), row.getColumn("manifest_digest", String.class));
                    return digests;
                });
    }

    static List<Tally> tallies(Handle tx, RolloutRow rollout, RolloutTarget target) {
        return SnapshotSql.placed(tx.createQuery(TALLIES), rollout, target)
                .map((row, context) -> new Tally(
                        row.getInt("wave"),
                        Objects.requireNonNull(row.getString("zone")),
                        row.getString("from_version"),
                        Objects.requireNonNull(row.getString("arch")),
                        row.getBoolean("online"),
                        row.getInt("devices")))
                .list();
    }

    /** @param closed time zones in which no window is open */
    static Map<Kind, Some> samples(
            Handle tx,
            RolloutRow rollout,
            RolloutTarget target,
            Collection<String> closed,
            Collection<String> wrong,
            List<Need> needs) {
        var totals = new EnumMap<Kind, Integer>(Kind.class);
        var samples = new EnumMap<Kind, List<Sample>>(Kind.class);
        SnapshotSql.placed(tx.createQuery(SAMPLES), rollout, target)
                .bindArray("closed", String.class, closed.toArray())
                .bindArray("wrong", String.class, wrong.toArray())
                .bindArray("archs", String.class, needs.stream().map(Need::arch).toArray())
                .bindArray(
                        "versions",
                        String.class,
                        needs.stream()
                                .map(need -> Objects.requireNonNullElse(need.from(), ""))
                                .toArray())
                .bindArray("needs", Long.class, needs.stream().map(Need::bytes).toArray())
                .bind("sample", SAMPLE)
                .map((row, context) -> {
                    var kind = Kind.valueOf(row.getString("kind"));
                    totals.put(kind, row.getInt("devices"));
                    return samples.computeIfAbsent(kind, some -> new ArrayList<>())
                            .add(new Sample(
                                    new DeviceId(row.getObject("id", UUID.class)),
                                    Objects.requireNonNull(row.getString("name")),
                                    row.getString("detail")));
                })
                .list();
        var all = new EnumMap<Kind, Some>(Kind.class);
        totals.forEach((kind, devices) -> all.put(kind, new Some(devices, samples.getOrDefault(kind, List.of()))));
        return all;
    }

    static List<Conflict> conflicts(Handle tx, RolloutRow rollout, RolloutTarget target, int priority) {
        return SnapshotSql.placed(tx.createQuery(CONFLICTS), rollout, target)
                .bind("most", MOST_CONFLICTS)
                .map((row, context) -> {
                    int theirs = row.getInt("priority");
                    return new Conflict(
                            new RolloutId(row.getObject("id", UUID.class)),
                            Objects.requireNonNull(row.getString("name")),
                            Objects.requireNonNull(row.getString("version")),
                            RolloutStatus.valueOf(row.getString("status")),
                            theirs,
                            row.getInt("devices"),
                            theirs == priority ? Comes.Refused : theirs < priority ? Comes.Wins : Comes.Yields);
                })
                .list();
    }

    /** Whether any rollout of the bundle is under way at all. */
    static boolean anyOther(Handle tx, RolloutRow rollout) {
        return tx.createQuery("SELECT EXISTS (SELECT FROM rollouts WHERE tenant_id = :tenant AND bundle_id = :bundle"
                        + " AND ended_at IS NULL AND status <> 'Draft')")
                .bind("tenant", rollout.tenant().value())
                .bind("bundle", rollout.bundle())
                .mapTo(Boolean.class)
                .one();
    }
}
