package io.signalbeam.functions.rollouts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What can be read of rollouts and their devices. */
final class RolloutsSql {
    private static final TypeReference<Map<Integer, Map<RolloutDeviceStatus, Integer>>> PROGRESS =
            new TypeReference<>() {};

    private static final String SELECT = """
            SELECT r.*,
                   (SELECT coalesce(jsonb_object_agg(wave, statuses), '{}')::text
                    FROM (SELECT wave, jsonb_object_agg(status, devices) AS statuses
                          FROM (SELECT d.wave, d.status, count(*) AS devices FROM rollout_devices d
                                WHERE d.tenant_id = :tenant AND d.rollout_id = r.id GROUP BY d.wave, d.status) x
                          GROUP BY wave) w) AS progress
            FROM rollouts r
            WHERE r.tenant_id = :tenant""";

    private RolloutsSql() {}

    static Paged<Rollout> list(
            Handle tx,
            TenantId tenant,
            Reach reach,
            Optional<String> bundle,
            Collection<RolloutStatus> statuses,
            Page page) {
        var rows = tx.createQuery(SELECT + """
                         AND (:allBundles OR r.bundle_id = ANY(:bundles))
                         AND (:allGroups OR r.group_id = ANY(:groups))
                         AND (:bundle::text IS NULL OR r.bundle_id = :bundle)
                         AND (cardinality(:statuses::text[]) = 0 OR r.status = ANY(:statuses))
                         AND (:afterAt::timestamptz IS NULL
                              OR (r.created_at, r.id) < (:afterAt::timestamptz, :afterId::uuid))
                        ORDER BY r.created_at DESC, r.id DESC LIMIT :limit""")
                .bind("tenant", tenant.value())
                .bind("allBundles", reach.allBundles())
                .bindArray("bundles", String.class, reach.bundleIds())
                .bind("allGroups", reach.allGroups())
                .bindArray("groups", UUID.class, reach.groupIds())
                .bind("bundle", bundle.orElse(null))
                .bindArray("statuses", String.class, names(statuses))
                .bind("afterAt", page.instant(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> read(row, List.of(), Map.of(), null))
                .list();
        return Paged.of(
                page,
                rows,
                rollout -> List.of(rollout.createdAt().toString(), rollout.id().toString()));
    }

    static Optional<Rollout> find(Handle tx, TenantId tenant, RolloutId id) {
        return find(tx, tenant, id, null);
    }

    /** @param waitingFor what is known about that */
    static Optional<Rollout> find(Handle tx, TenantId tenant, RolloutId id, @Nullable String waitingFor) {
        var times = WavesSql.times(tx, tenant, id);
        var gates = GateResultsSql.views(tx, tenant, id);
        return tx.createQuery(SELECT + " AND r.id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> read(row, times, gates, waitingFor))
                .findOne();
    }

    static Optional<RolloutTarget> target(Handle tx, TenantId tenant, RolloutId id) {
        return tx.createQuery(
                        "SELECT group_id, selector, device_ids FROM rollouts WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> target(row))
                .findOne();
    }

    static Paged<RolloutDevice> devices(
            Handle tx, TenantId tenant, RolloutId id, Collection<RolloutDeviceStatus> statuses, Page page) {
        var rows = tx.createQuery("""
                        SELECT r.*, d.name FROM rollout_devices r
                        JOIN devices d ON d.id = r.device_id AND d.tenant_id = :tenant
                        WHERE r.tenant_id = :tenant AND r.rollout_id = :id
                          AND (cardinality(:statuses::text[]) = 0 OR r.status = ANY(:statuses))
                          AND (:afterName::text IS NULL OR (d.name, d.id) > (:afterName, :afterId::uuid))
                        ORDER BY d.name, d.id LIMIT :limit""")
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bindArray("statuses", String.class, names(statuses))
                .bind("afterName", page.text(0))
                .bind("afterId", page.uuid(1))
                .bind("limit", page.fetch())
                .map((row, context) -> device(row))
                .list();
        return Paged.of(
                page,
                rows,
                device -> List.of(device.deviceName(), device.deviceId().toString()));
    }

    private static Object[] names(Collection<? extends Enum<?>> words) {
        return words.stream().map(Enum::name).toArray();
    }

    private static Rollout read(
            ResultSet row, List<WavesSql.Times> times, Map<Integer, List<GateView>> gates, @Nullable String waitingFor)
            throws SQLException {
        var status = RolloutStatus.valueOf(row.getString("status"));
        var plan = RowSql.plan(row.getString("plan"));
        var progress = progress(row.getString("progress"));
        boolean begun = status == RolloutStatus.Running || status == RolloutStatus.Paused;
        return new Rollout(
                new RolloutId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getString("bundle_id"),
                row.getString("version"),
                target(row),
                status,
                row.getString("reason"),
                sum(progress.values()),
                begun ? Integer.valueOf(row.getInt("wave") + 1) : null,
                begun ? row.getString("phase") : null,
                begun ? RowSql.instant(row, "soak_until") : null,
                waitingFor,
                row.getInt("priority"),
                row.getInt("device_deadline_seconds"),
                RowSql.instant(row, "start_at"),
                waves(plan, progress, times, gates),
                plan.maxUnavailable(),
                plan.errorThreshold(),
                plan.windows(),
                plan.gates(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                RowSql.instant(row, "started_at"),
                RowSql.instant(row, "ended_at"));
    }

    private static List<WaveView> waves(
            RolloutPlan plan,
            Map<Integer, Map<RolloutDeviceStatus, Integer>> progress,
            List<WavesSql.Times> times,
            Map<Integer, List<GateView>> gates) {
        return IntStream.rangeClosed(0, plan.lastWave())
                .mapToObj(wave -> WaveView.of(
                        plan.waves().get(wave),
                        progress.getOrDefault(wave, Map.of()),
                        wave < times.size() ? times.get(wave) : null,
                        gates.getOrDefault(wave, List.of())))
                .toList();
    }

    private static Map<RolloutDeviceStatus, Integer> sum(Collection<Map<RolloutDeviceStatus, Integer>> waves) {
        var sum = new EnumMap<RolloutDeviceStatus, Integer>(RolloutDeviceStatus.class);
        waves.forEach(wave -> wave.forEach((status, devices) -> sum.merge(status, devices, Integer::sum)));
        return sum;
    }

    private static RolloutTarget target(ResultSet row) throws SQLException {
        var group = row.getObject("group_id", UUID.class);
        var devices = row.getArray("device_ids");
        return new RolloutTarget(
                group == null ? null : new GroupId(group),
                row.getString("selector"),
                devices == null
                        ? null
                        : Arrays.stream((UUID[]) devices.getArray())
                                .map(DeviceId::new)
                                .toList());
    }

    private static Map<Integer, Map<RolloutDeviceStatus, Integer>> progress(String json) {
        try {
            return Json.lenient().readValue(json, PROGRESS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RolloutDevice device(ResultSet row) throws SQLException {
        var code = row.getString("error_code");
        var message = row.getString("error_message");
        return new RolloutDevice(
                new DeviceId(row.getObject("device_id", UUID.class)),
                row.getString("name"),
                RolloutDeviceStatus.valueOf(row.getString("status")),
                row.getInt("wave") + 1,
                row.getString("from_version"),
                row.getBoolean("going_back"),
                row.getInt("attempts"),
                code == null
                        ? null
                        : new ReportedError(code, message == null ? "" : message, row.getString("error_container")),
                RowSql.instant(row, "seen_at"),
                RowSql.instant(row, "started_at"),
                RowSql.instant(row, "ended_at"));
    }
}
