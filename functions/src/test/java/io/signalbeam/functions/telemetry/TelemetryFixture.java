package io.signalbeam.functions.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.opentelemetry.api.OpenTelemetry;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.DeviceDirectorySql;
import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.parking.MemoryParkingStore;
import io.signalbeam.functions.parking.ParkEvents;
import io.signalbeam.functions.quotas.Quotas;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A fleet in a fresh database, and events from it as the hub delivers them. */
final class TelemetryFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final OnlineFor ONLINE_FOR = new OnlineFor(Duration.ofSeconds(90));
    static final MetricsDecoder DECODER = new MetricsEvents();

    final TestDatabase database;
    final MemoryParkingStore parked = new MemoryParkingStore();
    private final AtomicLong sequence = new AtomicLong();

    TelemetryFixture() {
        this(TestDatabase.create());
    }

    TelemetryFixture(TestDatabase database) {
        this.database = database;
    }

    TakeTelemetry take() {
        return take(database.database(), InstantSource.fixed(NOW));
    }

    TakeTelemetry take(Transactions transactions, InstantSource clock) {
        return take(transactions, DECODER, clock);
    }

    TakeTelemetry take(Transactions transactions, MetricsDecoder decoder, InstantSource clock) {
        return new TakeTelemetry(
                transactions,
                new DeviceDirectorySql(transactions),
                new ParkEvents(parked, transactions, numbers(clock), Onlookers.NONE),
                decoder,
                names(transactions, clock),
                ONLINE_FOR,
                numbers(clock),
                Onlookers.NONE,
                clock);
    }

    private static CustomMetrics names(Transactions transactions, InstantSource clock) {
        return new CustomMetrics(
                transactions, new Quotas(transactions, new AuditSql(clock), TestCloud.settings(Map.of())));
    }

    private static IngestNumbers numbers(InstantSource clock) {
        return new IngestNumbers(OpenTelemetry.noop(), clock);
    }

    DeviceId device(TenantId tenant) {
        var id = DeviceId.random();
        database.owner()
                .useHandle(handle -> handle.execute(
                        "insert into devices (id, tenant_id, name) values (?, ?, ?)",
                        id.value(),
                        tenant.value(),
                        "d-" + id));
        return id;
    }

    Delivery delivery(DeviceId device, Instant recordedAt, double cpu) {
        return delivery(device.toString(), body(device, UUID.randomUUID(), recordedAt, sample(cpu)), NOW);
    }

    Delivery delivery(String publisher, byte[] body, Instant enqueuedAt) {
        return new Delivery(
                new Delivery.Position("device-telemetry", "2", sequence.incrementAndGet(), enqueuedAt),
                publisher,
                JsonNodeFactory.instance.objectNode(),
                body);
    }

    static byte[] body(DeviceId device, UUID id, Instant recordedAt, MetricsSample sample) {
        return TelemetryCodec.encodeMetrics(
                TelemetryEvent.of(id, device, TelemetryEvent.TYPE_METRICS, recordedAt, sample));
    }

    static MetricsSample sample(double cpu) {
        return new MetricsSample(
                100L,
                cpu,
                1L << 30,
                4L << 30,
                10L << 30,
                64L << 30,
                0.5,
                41.5,
                1_000L,
                2_000L,
                null,
                Map.of("queue", cpu * 2),
                List.of(new MetricsSample.ContainerSample("web", "nginx", cpu, 12_000_000L, 0)));
    }

    long rows() {
        return number("select count(*) from device_metrics");
    }

    long number(String sql, Object... parameters) {
        return database.owner()
                .withHandle(handle ->
                        handle.select(sql, parameters).mapTo(Long.class).one());
    }

    List<String> texts(String sql, Object... parameters) {
        return database.owner()
                .withHandle(handle ->
                        handle.select(sql, parameters).mapTo(String.class).list());
    }

    @Override
    public void close() {
        database.close();
    }
}
