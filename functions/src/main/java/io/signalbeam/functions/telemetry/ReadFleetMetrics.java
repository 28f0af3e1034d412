package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.label.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers about many devices at once, from roll-ups alone. */
final class ReadFleetMetrics {
    private static final Duration USUAL_RANGE = Duration.ofHours(1);

    private final Transactions transactions;
    private final InstantSource clock;

    ReadFleetMetrics(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Which devices, and when.
     *
     * @param group null for all
     * @param from absent means an hour before the end
     * @param to absent means now
     */
    record Scope(@Nullable GroupId group, Selector selector, Optional<Instant> from, Optional<Instant> to) {}

    private record Range(Instant from, Instant to) {}

    /**
     * @param names empty for the usual ones
     * @param maxPoints in each series, 2 to 2000
     */
    Outcome<FleetSeries> series(TenantId tenant, Scope scope, List<String> names, int maxPoints) {
        return range(scope)
                .flatMap(range -> metrics(names)
                        .flatMap(metrics -> transactions.reading(tenant, tx -> {
                            if (scope.group() != null && !FleetMetricsSql.groupExists(tx, tenant, scope.group())) {
                                return Outcome.notFound("group", scope.group());
                            }
                            int devices = FleetMetricsSql.count(tx, tenant, scope);
                            var resolution = FleetResolution.of(range.from(), range.to(), maxPoints, devices);
                            return Outcome.done(new FleetSeries(
                                    range.from(),
                                    range.to(),
                                    resolution.seconds(),
                                    devices,
                                    FleetMetricsSql.series(
                                            tx, tenant, scope, metrics, resolution, range.from(), range.to())));
                        })));
    }

    /** @param limit 1 to 100 */
    Outcome<TopDevices> top(
            TenantId tenant, Scope scope, String name, TopDevices.Aggregation aggregation, boolean least, int limit) {
        return range(scope)
                .flatMap(range -> metrics(List.of(name))
                        .flatMap(metrics -> transactions.reading(tenant, tx -> {
                            if (scope.group() != null && !FleetMetricsSql.groupExists(tx, tenant, scope.group())) {
                                return Outcome.notFound("group", scope.group());
                            }
                            var rollup = FleetResolution.finest(
                                    range.from(), range.to(), FleetMetricsSql.count(tx, tenant, scope));
                            var begin = rollup.bucketOf(range.from());
                            var metric = metrics.getFirst();
                            return Outcome.done(new TopDevices(
                                    metric.wire(),
                                    metric.unit(),
                                    aggregation,
                                    begin,
                                    range.to(),
                                    rollup.seconds(),
                                    FleetMetricsSql.top(
                                            tx,
                                            tenant,
                                            scope,
                                            metric,
                                            rollup,
                                            aggregation,
                                            least,
                                            limit,
                                            begin,
                                            range.to())));
                        })));
    }

    private Outcome<Range> range(Scope scope) {
        var to = scope.to().orElseGet(clock::instant);
        var from = scope.from().orElseGet(() -> to.minus(USUAL_RANGE));
        if (!from.isBefore(to)) {
            return Outcome.invalid("from", "range", "It must be before " + to + ".");
        }
        if (Duration.between(from, to).toDays() > ReadMetrics.MAX_DAYS) {
            return Outcome.invalid("from", "range", "A range has at most " + ReadMetrics.MAX_DAYS + " days.");
        }
        return Outcome.done(new Range(from, to));
    }

    private static Outcome<List<Metric>> metrics(List<String> names) {
        if (names.size() > ReadMetrics.MAX_NAMES) {
            return Outcome.invalid("names", "range", "At most " + ReadMetrics.MAX_NAMES + " series at a time.");
        }
        var metrics = new ArrayList<>(names.isEmpty() ? Metric.USUAL : List.<Metric>of());
        for (var name : names) {
            var metric = Metric.named(name);
            if (metric.isEmpty()) {
                return Outcome.invalid("names", "unknown", "There is no metric " + name + ".");
            }
            metrics.add(metric.get());
        }
        return Outcome.done(metrics);
    }
}
