package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.Accepted;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.DeviceDirectory;
import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.intake.Intake;
import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.functions.intake.Reason;
import io.signalbeam.functions.intake.Screening;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.live.Topic;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.parking.ParkEvents;
import io.signalbeam.functions.transaction.SqlStates;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.MetricsSample;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;

/**
 * Takes samples in, each exactly once however often it comes. The poison of a batch is parked first; then everything else
 * of it is stored in one transaction. What fails for a while fails as a whole, by
 * {@link io.signalbeam.functions.outcome.TransientFailure}, and is delivered again.
 */
public final class TakeTelemetry implements Intake {
    private static final long SECONDS_A_DAY = 86_400;

    private final Transactions transactions;
    private final DeviceDirectory devices;
    private final ParkEvents parking;
    private final MetricsDecoder decoder;
    private final CustomMetrics names;
    private final OnlineFor onlineFor;
    private final IngestNumbers numbers;
    private final Onlookers onlookers;
    private final InstantSource clock;
    /** Days that have room, as far as this process knows. */
    private final Set<LocalDate> days = ConcurrentHashMap.newKeySet();

    private final Repetitions repetitions = new Repetitions();

    public TakeTelemetry(
            Transactions transactions,
            DeviceDirectory devices,
            ParkEvents parking,
            MetricsDecoder decoder,
            CustomMetrics names,
            OnlineFor onlineFor,
            IngestNumbers numbers,
            Onlookers onlookers,
            InstantSource clock) {
        this.transactions = transactions;
        this.devices = devices;
        this.parking = parking;
        this.decoder = decoder;
        this.names = names;
        this.onlineFor = onlineFor;
        this.numbers = numbers;
        this.onlookers = onlookers;
        this.clock = clock;
    }

    /**
     * What came of a batch.
     *
     * @param stored new rows
     * @param repeated good events whose row was there already
     */
    public record Taken(int stored, int repeated, int parked) {
        Taken plus(Taken other) {
            return new Taken(stored + other.stored, repeated + other.repeated, parked + other.parked);
        }
    }

    /** Where that of a batch goes which can never be taken. */
    @FunctionalInterface
    private interface Aside {
        void put(List<Poison> poison, Instant now);
    }

    /** @param careful whether nothing may be tried that could break off a transaction which others are in */
    private record Manner(Aside aside, boolean careful) {}

    /** Takes a batch of the telemetry hub. */
    public Taken take(List<Delivery> deliveries) {
        return take(deliveries, new Manner(parking::park, false));
    }

    @Override
    public List<Poison> offer(List<Delivery> deliveries) {
        var refused = new ArrayList<Poison>();
        take(deliveries, new Manner((poison, now) -> refused.addAll(poison), true));
        return refused;
    }

    private Taken take(List<Delivery> deliveries, Manner manner) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var known = devices.find(Screening.publishers(deliveries));
        var screened = Screening.screen(deliveries, decoder, known, now);
        manner.aside().put(screened.poison(), now);
        return store(names.admit(screened.accepted(), now), now, manner)
                .plus(new Taken(0, 0, screened.poison().size()));
    }

    /** Takes one sample that came over HTTPS, of a device that has shown its key. */
    void take(TenantId tenant, DeviceId device, UUID eventId, Instant recordedAt, MetricsSample sample) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var admitted = names.admit(tenant, device, sample, now);
        insert(List.of(new MetricsRow(tenant, device, recordedAt, eventId, now, admitted)), now, false);
    }

    private Taken store(List<Accepted<MetricsSample>> accepted, Instant now, Manner manner) {
        if (accepted.isEmpty()) {
            return new Taken(0, 0, 0);
        }
        var rows = accepted.stream().map(TakeTelemetry::row).toList();
        try {
            var added = insert(rows, now, manner.careful());
            numbers.taken(accepted, added);
            int stored = added.values().stream().mapToInt(Integer::intValue).sum();
            return new Taken(stored, rows.size() - stored, 0);
        } catch (JdbiException e) {
            if (!SqlStates.refusesContent(e)) {
                throw e;
            }
            // One of them is at fault, and the database does not say which: halve until it stands alone.
            if (accepted.size() == 1) {
                var one = accepted.getFirst();
                manner.aside()
                        .put(
                                List.of(new Poison(
                                        one.delivery(), one.tenant(), Reason.UNSTORABLE, SqlStates.message(e))),
                                now);
                return new Taken(0, 0, 1);
            }
            int half = accepted.size() / 2;
            return store(accepted.subList(0, half), now, manner)
                    .plus(store(accepted.subList(half, accepted.size()), now, manner));
        }
    }

    /** How many of each tenant's were new. */
    private Map<TenantId, Integer> insert(List<MetricsRow> rows, Instant now, boolean careful) {
        var each = distinct(rows);
        makeRoom(each);
        var added = insertDistinct(each, now, careful);
        added.keySet().forEach(tenant -> onlookers.tell(tenant, Topic.Samples));
        return added;
    }

    private Map<TenantId, Integer> insertDistinct(List<MetricsRow> each, Instant now, boolean careful) {
        try {
            if (!careful && repetitions.noneExpected()) {
                try {
                    transactions.asService(handle -> {
                        MetricsSql.add(handle, each, now, onlineFor.bound(now));
                        return each.size();
                    });
                    return each.stream().collect(Collectors.toMap(MetricsRow::tenant, row -> 1, Integer::sum));
                } catch (JdbiException e) {
                    if (!SqlStates.isDuplicate(e)) {
                        throw e;
                    }
                    repetitions.met();
                }
            }
            return transactions.asService(handle -> MetricsSql.addMissing(handle, each, now, onlineFor.bound(now)));
        } catch (JdbiException e) {
            if (SqlStates.hasNoPartition(e)) {
                days.clear();
                throw new TransientFailure("a day's partition was dropped while we wrote to it", e);
            }
            throw e;
        }
    }

    private static List<MetricsRow> distinct(List<MetricsRow> rows) {
        var sorted = new ArrayList<>(rows);
        sorted.sort(MetricsRow.BY_KEY);
        var distinct = new ArrayList<MetricsRow>(sorted.size());
        for (var row : sorted) {
            if (distinct.isEmpty() || MetricsRow.BY_KEY.compare(distinct.getLast(), row) != 0) {
                distinct.add(row);
            }
        }
        return distinct;
    }

    private void makeRoom(List<MetricsRow> rows) {
        var missing = new TreeSet<LocalDate>();
        long before = Long.MIN_VALUE;
        for (var row : rows) {
            long day = Math.floorDiv(row.recordedAt().getEpochSecond(), SECONDS_A_DAY);
            if (day != before && !days.contains(LocalDate.ofEpochDay(day))) {
                missing.add(LocalDate.ofEpochDay(day));
            }
            before = day;
        }
        if (!missing.isEmpty()) {
            // The days between come along: one statement, and a device that was away for a week fills them next.
            var first = missing.first();
            var last = missing.last();
            transactions.asService(handle -> MetricsSql.makeRoom(handle, first, last));
            first.datesUntil(last.plusDays(1)).forEach(days::add);
        }
    }

    private static MetricsRow row(Accepted<MetricsSample> accepted) {
        var event = accepted.event();
        return new MetricsRow(
                accepted.tenant(),
                event.source(),
                event.time(),
                event.id(),
                accepted.delivery().position().enqueuedAt(),
                event.data());
    }
}
