package io.signalbeam.functions.testing;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Jdbi;

/** Puts buckets of roll-ups into a test's database, as if samples had made them. */
public final class RollupRows {
    private final Jdbi owner;
    private final TenantId tenant;

    public RollupRows(TestDatabase database, TenantId tenant) {
        this.owner = database.owner();
        this.tenant = tenant;
    }

    /** A bucket of this table ({@code 5m}, {@code 1h}, {@code 1d}) in which a metric was always the same. */
    public void bucket(String table, DeviceId device, String metric, Instant at, double value) {
        bucket(table, device, metric, at, 10, value, value, 10 * value);
    }

    public void bucket(
            String table, DeviceId device, String metric, Instant at, int samples, double min, double max, double sum) {
        owner.useTransaction(tx -> {
            var day = LocalDate.ofInstant(at, ZoneOffset.UTC);
            tx.createQuery("select ensure_metrics_partitions(:day, :day)")
                    .bind("day", day)
                    .mapTo(Integer.class)
                    .one();
            tx.createUpdate("insert into metric_names (name) values (:metric) on conflict do nothing")
                    .bind("metric", metric)
                    .execute();
            tx.createUpdate("insert into device_metrics_" + table + " as r (tenant_id, device_id, bucket, metric_ids,"
                            + " samples, mins, maxs, sums, lasts, last_ats) select :tenant, :device, :at, array[n.id],"
                            + " array[:samples], array[:min], array[:max], array[:sum], array[:max], array[0]"
                            + " from metric_names n where n.name = :metric"
                            + " on conflict (device_id, bucket) do update set"
                            + " metric_ids = r.metric_ids || excluded.metric_ids, samples = r.samples || excluded.samples,"
                            + " mins = r.mins || excluded.mins, maxs = r.maxs || excluded.maxs,"
                            + " sums = r.sums || excluded.sums, lasts = r.lasts || excluded.lasts,"
                            + " last_ats = r.last_ats || excluded.last_ats")
                    .bind("tenant", tenant.value())
                    .bind("device", device.value())
                    .bind("at", at)
                    .bind("metric", metric)
                    .bind("samples", samples)
                    .bind("min", min)
                    .bind("max", max)
                    .bind("sum", sum)
                    .execute();
        });
    }
}
