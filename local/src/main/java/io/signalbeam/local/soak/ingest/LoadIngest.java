package io.signalbeam.local.soak.ingest;

import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Holds a load, then a burst of five times as much, with the roll-ups running as ever, and looks all the while how long
 * samples take from being made on the device to being rows.
 */
public final class LoadIngest {
    private static final int PROBES = 100;
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Behind by no more than this is not behind: it is what batches take. */
    private static final Duration NO_LAG = Duration.ofSeconds(2);

    private static final String ARRIVED = """
            select event_id, recorded_at from device_metrics
            where device_id = any (?) and recorded_at > ? and recorded_at <= ?""";

    private final IngestCloud cloud;
    private final Consumer<String> say;

    public LoadIngest(IngestCloud cloud, Consumer<String> say) {
        this.cloud = cloud;
        this.say = say;
    }

    /**
     * What is asked for.
     *
     * @param rate events a second
     * @param burstRate events a second while it bursts, right after the load
     */
    public record Plan(int devices, int rate, int seconds, int burstRate, int burstSeconds) {}

    /**
     * What came of it.
     *
     * @param lost events without a row
     * @param usual milliseconds from sample to row before the burst: median, 99th percentile, greatest
     * @param burst the same of what was made while it burst
     * @param behindSeconds after the burst until samples were rows within two seconds again
     * @param rolledUpSeconds after the last event until no roll-up was waiting
     */
    public record Report(
            long events, long lost, List<Long> usual, List<Long> burst, double behindSeconds, double rolledUpSeconds) {
        public boolean clean() {
            return lost == 0;
        }
    }

    private record Arrival(Instant made, Instant seen) {
        long millis() {
            return Duration.between(made, seen).toMillis();
        }
    }

    public Report run(Plan plan, Path folder) throws IOException, InterruptedException, SQLException {
        say.accept("making " + plan.devices() + " devices");
        var devices = cloud.devices(plan.devices());
        var file = Files.write(
                folder.resolve("devices.txt"),
                devices.stream().map(DeviceId::toString).toList());
        var load = new Load(file, plan.rate(), plan.seconds());
        var burst = new Load(file, plan.burstRate(), plan.burstSeconds());
        say.accept("%d events, then a burst of %d".formatted(load.events(), burst.events()));
        var begin = Instant.now();
        cloud.order(load);
        cloud.order(burst);
        var burstBegin = begin.plusSeconds(plan.seconds());
        var burstEnd = burstBegin.plusSeconds(plan.burstSeconds());
        long events = load.events() + burst.events();
        try (var connection = new StoredEvents(cloud).connect()) {
            var arrivals = watch(connection, devices, begin, burstEnd, events);
            long rows = StoredEvents.number(connection, "select count(*) from device_metrics");
            double rolledUp = rollUp(connection);
            var behind = arrivals.stream()
                    .filter(one -> one.made().isAfter(burstBegin) && one.millis() > NO_LAG.toMillis())
                    .map(one -> Duration.between(burstEnd, one.seen()).toMillis() / 1e3)
                    .reduce(0.0, Math::max);
            return new Report(
                    events,
                    events - rows,
                    spread(arrivals, begin, burstBegin),
                    spread(arrivals, burstBegin, Instant.MAX),
                    behind,
                    rolledUp);
        }
    }

    /** Every so often until all are rows, or nothing has come for long: what has arrived of some devices. */
    private List<Arrival> watch(Connection connection, List<DeviceId> devices, Instant begin, Instant end, long events)
            throws SQLException, InterruptedException {
        var probes = IntStream.range(0, PROBES)
                .mapToObj(i ->
                        devices.get((int) ((long) i * devices.size() / PROBES)).value())
                .toArray(UUID[]::new);
        var arrivals = new ArrayList<Arrival>();
        var known = new HashSet<UUID>();
        try (var query = connection.prepareStatement(ARRIVED)) {
            query.setArray(1, connection.createArrayOf("uuid", probes));
            var said = begin;
            while (true) {
                var now = Instant.now();
                look(query, begin, now, known, arrivals);
                if (said.plusSeconds(10).isBefore(now)) {
                    said = now;
                    say.accept("%d samples watched, the last after %d ms"
                            .formatted(
                                    arrivals.size(),
                                    arrivals.isEmpty() ? -1 : arrivals.getLast().millis()));
                    if (now.isAfter(end)
                            && (now.isAfter(end.plus(PATIENCE))
                                    || StoredEvents.number(connection, "select count(*) from device_metrics")
                                            >= events)) {
                        return arrivals;
                    }
                }
                Thread.sleep(LOOK);
            }
        }
    }

    private static void look(
            PreparedStatement query, Instant begin, Instant now, Set<UUID> known, List<Arrival> arrivals)
            throws SQLException {
        query.setObject(2, begin.minusSeconds(1).atOffset(ZoneOffset.UTC));
        query.setObject(3, now.plusSeconds(1).atOffset(ZoneOffset.UTC));
        try (var rows = query.executeQuery()) {
            var seen = Instant.now();
            while (rows.next()) {
                if (known.add(rows.getObject(1, UUID.class))) {
                    arrivals.add(
                            new Arrival(rows.getObject(2, OffsetDateTime.class).toInstant(), seen));
                }
            }
        }
    }

    private double rollUp(Connection connection) throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()
                && StoredEvents.number(
                                connection,
                                "select (select count(*) from metrics_dirty)"
                                        + " + (select count(*) from rollups_dirty where resolution = 300)")
                        > 0) {
            cloud.rollUp();
            Thread.sleep(500);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static List<Long> spread(List<Arrival> arrivals, Instant from, Instant to) {
        var millis = arrivals.stream()
                .filter(one -> !one.made().isBefore(from) && one.made().isBefore(to))
                .mapToLong(Arrival::millis)
                .toArray();
        Arrays.sort(millis);
        return millis.length == 0
                ? List.of()
                : List.of(millis[millis.length / 2], millis[(int) (millis.length * 0.99)], millis[millis.length - 1]);
    }
}
