package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Answers with a device's time series, in no more points than asked for. */
final class ReadMetrics {
    static final int MAX_NAMES = 20;
    static final int MAX_DAYS = 366;
    private static final Duration USUAL_RANGE = Duration.ofHours(1);

    private final Transactions transactions;
    private final InstantSource clock;

    ReadMetrics(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param names empty for the usual ones
     * @param maxPoints in each series, 2 to 2000
     */
    record Query(DeviceId device, List<String> names, Optional<Instant> from, Optional<Instant> to, int maxPoints) {}

    Outcome<MetricSeries> read(TenantId tenant, Query query) {
        var to = query.to().orElseGet(clock::instant);
        var from = query.from().orElseGet(() -> to.minus(USUAL_RANGE));
        if (!from.isBefore(to)) {
            return Outcome.invalid("from", "range", "It must be before " + to + ".");
        }
        if (Duration.between(from, to).toDays() > MAX_DAYS) {
            return Outcome.invalid("from", "range", "A range has at most " + MAX_DAYS + " days.");
        }
        if (query.names().size() > MAX_NAMES) {
            return Outcome.invalid("names", "range", "At most " + MAX_NAMES + " series at a time.");
        }
        var metrics = new ArrayList<>(query.names().isEmpty() ? Metric.USUAL : List.<Metric>of());
        for (var name : query.names()) {
            var metric = Metric.named(name);
            if (metric.isEmpty()) {
                return Outcome.invalid("names", "unknown", "There is no metric " + name + ".");
            }
            metrics.add(metric.get());
        }
        return transactions.reading(tenant, handle -> {
            if (!MetricSeriesSql.exists(handle, tenant, query.device())) {
                return Outcome.notFound("device", query.device());
            }
            int raw = MetricSeriesSql.count(handle, tenant, query.device(), from, to, query.maxPoints() + 1);
            int resolution = raw <= query.maxPoints() ? 0 : Resolution.seconds(from, to, query.maxPoints());
            var series = resolution == 0
                    ? single(MetricSeriesSql.samples(handle, tenant, query.device(), metrics, from, to))
                    : rolledUp(handle, tenant, query.device(), metrics, from, to, resolution);
            return Outcome.done(new MetricSeries(from, to, resolution, series));
        });
    }

    private static List<MetricSeries.Series> single(Map<Metric, List<List<Number>>> samples) {
        return samples.entrySet().stream()
                .map(of ->
                        new MetricSeries.Series(of.getKey().wire(), of.getKey().unit(), of.getValue()))
                .toList();
    }

    /** From roll-ups as far as there are any; from the latest one on, which may not have everything yet, from samples. */
    private static List<MetricSeries.Series> rolledUp(
            Handle handle,
            TenantId tenant,
            DeviceId device,
            List<Metric> metrics,
            Instant from,
            Instant to,
            int seconds) {
        var rollup = Rollup.under(seconds);
        var buckets = new ArrayList<RollupSql.Bucket>();
        var rest = from;
        if (rollup != null) {
            var first = rollup.bucketOf(from);
            var latest = RollupSql.latest(handle, tenant, device, rollup, first, to);
            if (latest.isPresent()) {
                rest = latest.get();
                var names = metrics.stream().map(Metric::wire).toList();
                buckets.addAll(RollupSql.read(handle, tenant, device, rollup, names, first, rest));
            }
        }
        buckets.addAll(MetricSeriesSql.buckets(handle, tenant, device, metrics, rest, to, seconds));
        var series = new SeriesOfBuckets(seconds);
        buckets.forEach(series::add);
        return metrics.stream()
                .map(metric -> new MetricSeries.Series(metric.wire(), metric.unit(), series.points(metric.wire())))
                .toList();
    }
}
