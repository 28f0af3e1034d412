package io.signalbeam.functions.fleet;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.Meter;
import io.signalbeam.functions.intake.TenantSeries;
import io.signalbeam.functions.transaction.Transactions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The state of all fleets as OpenTelemetry metrics, {@code signalbeam.devices.online}, {@code signalbeam.devices.offline} and
 * {@code signalbeam.rollouts.paused}, each by tenant; the alerts of {@code bicep/monitoring} ask for them. Only the instance
 * that counts says anything, so that none goes on telling what was.
 */
public final class FleetNumbers {
    private final Transactions transactions;
    private final TenantSeries tenants = new TenantSeries();
    private final LongGauge online;
    private final LongGauge offline;
    private final LongGauge paused;

    public FleetNumbers(Transactions transactions, OpenTelemetry telemetry) {
        this.transactions = transactions;
        var meter = telemetry.getMeter("io.signalbeam.fleet");
        this.online = gauge(meter, "devices.online", "{device}", "Active devices that are heard of");
        this.offline = gauge(meter, "devices.offline", "{device}", "Active devices that are not heard of");
        this.paused =
                gauge(meter, "rollouts.paused", "{rollout}", "Rollouts that wait for a person to resume or end them");
    }

    private static LongGauge gauge(Meter meter, String name, String unit, String description) {
        return meter.gaugeBuilder("signalbeam." + name)
                .ofLongs()
                .setUnit(unit)
                .setDescription(description)
                .build();
    }

    /** Counts now; a tenant without devices counts, too, so that what was told of it before does not stand. */
    public void tell() {
        var byLabel = new HashMap<String, FleetCounts>();
        for (var counts : transactions.asService(FleetSql::counts)) {
            byLabel.merge(
                    tenants.label(counts.tenant()),
                    counts,
                    (a, b) -> new FleetCounts(
                            a.tenant(), a.online() + b.online(), a.offline() + b.offline(), a.paused() + b.paused()));
        }
        set(online, byLabel, FleetCounts::online);
        set(offline, byLabel, FleetCounts::offline);
        set(paused, byLabel, FleetCounts::paused);
    }

    private static void set(LongGauge gauge, Map<String, FleetCounts> byLabel, ToLongFunction<FleetCounts> value) {
        byLabel.forEach(
                (label, counts) -> gauge.set(value.applyAsLong(counts), Attributes.of(TenantSeries.TENANT, label)));
    }
}
