package io.signalbeam.functions.telemetry;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Makes roll-ups, and reads them through the tenant's views. */
final class RollupSql {
    private static final String OF_DEVICE = " from %s where tenant_id = :tenant and device_id = :device ";

    private RollupSql() {}

    /** One metric in one bucket. */
    record Bucket(String metric, Instant begin, long samples, double sum, double min, double max) {}

    /** Uses up so many notes at the most, and says how many it were. */
    static int rollUp(Handle handle, Rollup rollup, int atMost) {
        return handle.createQuery("select roll_up_metrics(:seconds, :atMost)")
                .bind("seconds", rollup.seconds())
                .bind("atMost", atMost)
                .mapTo(Integer.class)
                .one();
    }

    /** Drops old buckets in whole pieces; how many pieces that were. */
    static int dropBefore(Handle handle, Rollup rollup, Instant bound) {
        return handle.createQuery("select drop_time_series_before(:table, :bound)")
                .bind("table", rollup.table())
                .bind("bound", bound)
                .mapTo(Integer.class)
                .one();
    }

    /** When the latest bucket of a device begins, of those that begin in the range. */
    static Optional<Instant> latest(
            Handle handle, TenantId tenant, DeviceId device, Rollup rollup, Instant from, Instant to) {
        return handle.createQuery("select bucket" + OF_DEVICE.formatted(rollup.view())
                        + "and bucket >= :from and bucket < :to order by bucket desc limit 1")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bind("from", from)
                .bind("to", to)
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    /** A device's buckets that begin in the range. */
    static List<Bucket> read(
            Handle handle,
            TenantId tenant,
            DeviceId device,
            Rollup rollup,
            List<String> metrics,
            Instant from,
            Instant to) {
        return handle.createQuery("select metric, bucket, samples, sum, min, max"
                        + OF_DEVICE.formatted(rollup.view())
                        + "and metric = any (:metrics) and bucket >= :from and bucket < :to")
                .bind("tenant", tenant.value())
                .bind("device", device.value())
                .bindArray("metrics", String.class, metrics)
                .bind("from", from)
                .bind("to", to)
                .map((row, context) -> new Bucket(
                        row.getString(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getLong(3),
                        row.getDouble(4),
                        row.getDouble(5),
                        row.getDouble(6)))
                .list();
    }
}
