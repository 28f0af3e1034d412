package io.signalbeam.functions.archive;

import io.signalbeam.functions.adapter.parquet.ParquetRows;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Samples in a fresh database, and an archive over a store of choice. */
final class ArchiveFixture implements AutoCloseable {
    static final AuditTrail NO_AUDIT = (tx, tenant, actor, action, kind, id, details) -> {};

    final TestDatabase database;
    final TestClock clock = new TestClock();
    final ArchiveStore store;
    final Transactions transactions;
    final RestoreDays restore;

    ArchiveFixture(ArchiveStore store) {
        this(store, TestDatabase.create());
    }

    ArchiveFixture(ArchiveStore store, TestDatabase database) {
        this.store = store;
        this.database = database;
        transactions = database.database();
        restore = new RestoreDays(transactions, new PartWriter(store, new ParquetRows()), NO_AUDIT, clock);
    }

    KeepArchive keep() {
        return new KeepArchive(
                transactions,
                new ArchiveDay(transactions, new PartWriter(store, new ParquetRows()), clock),
                TestCloud.settings(Map.of()),
                clock);
    }

    LocalDate daysAgo(int days) {
        return LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC).minusDays(days);
    }

    void keepsRawFor(TenantId tenant, int days) {
        database.owner()
                .useHandle(tx ->
                        tx.execute("update tenants set raw_retention_days = ? where id = ?", days, tenant.value()));
    }

    DeviceId device(TenantId tenant) {
        var id = DeviceId.random();
        database.owner()
                .useHandle(tx -> tx.execute(
                        "insert into devices (id, tenant_id, name) values (?, ?, ?)",
                        id.value(),
                        tenant.value(),
                        "d-" + id));
        return id;
    }

    /** So many samples through the day, as ingest writes them. */
    void samples(TenantId tenant, DeviceId device, LocalDate day, int count) {
        transactions.asService(tx -> {
            tx.createQuery("select ensure_metrics_partitions(:day, :day)")
                    .bind("day", day)
                    .mapTo(Integer.class)
                    .one();
            var batch = tx.prepareBatch("""
                    insert into metrics_of_all_tenants (tenant_id, device_id, recorded_at, event_id, received_at, cpu_percent,
                        memory_used_bytes, custom, containers)
                    values (:tenant, :device, :at, :event, :received, :cpu, :memory, :custom::jsonb, :containers::jsonb)""");
            for (int i = 0; i < count; i++) {
                var at = Instant.parse(day + "T00:00:00.123456Z").plusSeconds(86_000L * i / count);
                batch.bind("tenant", tenant.value())
                        .bind("device", device.value())
                        .bind("at", at)
                        .bind("event", UUID.randomUUID())
                        .bind("received", at.plusMillis(700))
                        .bind("cpu", i % 7 == 0 ? null : Double.valueOf(i % 100))
                        .bind("memory", (1L << 40) + i)
                        .bind("custom", i % 3 == 0 ? null : "{\"queue\": " + i + "}")
                        .bind("containers", i % 5 == 0 ? "[{\"name\": \"täg\", \"bundle\": \"web\"}]" : null)
                        .add();
            }
            return batch.execute().length;
        });
    }

    /** Everything of a day in the table, as text. */
    List<String> table(LocalDate day) {
        return database.owner()
                .withHandle(tx -> tx.createQuery(
                                "select m::text from device_metrics m where recorded_at >= :day::timestamp at time zone 'UTC'"
                                        + " and recorded_at < (:day + 1)::timestamp at time zone 'UTC' order by device_id, recorded_at, event_id")
                        .bind("day", day)
                        .mapTo(String.class)
                        .list());
    }

    long number(String sql, Object... parameters) {
        return database.owner()
                .withHandle(tx -> tx.select(sql, parameters).mapTo(Long.class).one());
    }

    List<String> texts(String sql, Object... parameters) {
        return database.owner()
                .withHandle(tx -> new ArrayList<>(
                        tx.select(sql, parameters).mapTo(String.class).list()));
    }

    /** Asks for a day and runs the timer. */
    long bringBack(TenantId tenant, LocalDate day, int keepDays) {
        transactions.inTenant(tenant, tx -> {
            ArchivedDaysSql.request(tx, tenant, day, keepDays, clock.instant());
            return true;
        });
        return restore.run();
    }

    @Override
    public void close() {
        database.close();
    }
}
