package io.signalbeam.functions.fleet;

import io.signalbeam.functions.fleet.MetricFamily.Series;
import io.signalbeam.functions.intake.IngestProgress.Mark;
import io.signalbeam.functions.intake.IngestProgressSql;
import io.signalbeam.functions.intake.Reason;
import io.signalbeam.functions.intake.TenantSeries;
import io.signalbeam.functions.rollouts.RolloutStatus;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How the installation does, for operators without Azure's portal: of the database alone, in one transaction, whatever
 * instance is asked. Series are bounded: by partitions, by words, and by the tenants of {@link TenantSeries}.
 */
final class ScrapeMetrics {
    /** As in {@link SummarizeFleet}. */
    private static final Duration PARKED = Duration.ofDays(1);

    private final Transactions transactions;
    private final InstantSource clock;

    ScrapeMetrics(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Read(
            List<Mark> marks,
            List<FleetCounts> fleets,
            Map<String, Long> parked,
            Map<String, Long> rollouts,
            ScrapeSql.Outbox outbox) {}

    /** The text, as {@link MetricFamily#MEDIA_TYPE} says. */
    String scrape() {
        var now = clock.instant();
        var read = transactions.asService(handle -> new Read(
                IngestProgressSql.takenAfter(handle, Instant.EPOCH),
                FleetSql.counts(handle),
                ScrapeSql.parked(handle, now.minus(PARKED)),
                ScrapeSql.rollouts(handle),
                ScrapeSql.outbox(handle)));
        var families = new ArrayList<MetricFamily>();
        families.addAll(ingest(read.marks()));
        families.add(MetricFamily.counted(
                "parked_events",
                "Events that were parked within a day and wait for somebody.",
                "reason",
                Arrays.stream(Reason.values()).map(Reason::word).toList(),
                read.parked()));
        families.add(devices(read.fleets()));
        families.add(MetricFamily.counted(
                "rollouts",
                "Rollouts that have not ended.",
                "status",
                Arrays.stream(RolloutStatus.values())
                        .filter(status -> !status.ended())
                        .map(RolloutStatus::name)
                        .toList(),
                read.rollouts()));
        families.add(MetricFamily.of(
                "outbox_rows", "Devices whose desired state has changed and is not in Cosmos DB yet.", (double)
                        read.outbox().rows()));
        var oldest = read.outbox().oldest();
        families.add(MetricFamily.of(
                "outbox_oldest_seconds",
                "For how long the first of them has waited.",
                oldest == null ? 0 : Math.max(0, seconds(Duration.between(oldest, now)))));
        return MetricFamily.write(families);
    }

    private static List<MetricFamily> ingest(List<Mark> marks) {
        var sorted = marks.stream()
                .sorted(Comparator.comparing(Mark::hub).thenComparing(Mark::partition))
                .toList();
        return List.of(
                partitions(
                        "ingest_enqueued_timestamp_seconds",
                        "When the hub got the last event that was taken out of the partition.",
                        sorted,
                        mark -> seconds(mark.enqueuedAt())),
                partitions(
                        "ingest_taken_timestamp_seconds",
                        "When it had been stored.",
                        sorted,
                        mark -> seconds(mark.takenAt())),
                partitions(
                        "ingest_lag_seconds",
                        "How old it was then.",
                        sorted,
                        mark -> Math.max(0, seconds(Duration.between(mark.enqueuedAt(), mark.takenAt())))));
    }

    private static MetricFamily partitions(String name, String help, List<Mark> marks, ToDoubleFunction<Mark> value) {
        Function<Mark, Series> series =
                mark -> new Series(Map.of("hub", mark.hub(), "partition", mark.partition()), value.applyAsDouble(mark));
        return new MetricFamily(name, help, marks.stream().map(series).toList());
    }

    private static MetricFamily devices(List<FleetCounts> fleets) {
        var tenants = new TenantSeries();
        var online = new LinkedHashMap<String, Long>();
        var offline = new LinkedHashMap<String, Long>();
        for (var fleet : fleets) {
            var tenant = tenants.label(fleet.tenant());
            online.merge(tenant, fleet.online(), Long::sum);
            offline.merge(tenant, fleet.offline(), Long::sum);
        }
        var series = new ArrayList<Series>();
        online.forEach((tenant, count) -> series.add(Series.of(Map.of("tenant", tenant, "state", "online"), count)));
        offline.forEach((tenant, count) -> series.add(Series.of(Map.of("tenant", tenant, "state", "offline"), count)));
        return new MetricFamily("devices", "Active devices, by whether they are heard of.", series);
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
