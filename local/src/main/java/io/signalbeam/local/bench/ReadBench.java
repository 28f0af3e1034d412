package io.signalbeam.local.bench;

import io.signalbeam.local.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * The queries behind charts, as the app's role sends them, times as values and not as expressions, with months of samples
 * stored: from roll-ups and, for comparison, from samples.
 */
final class ReadBench {
    private static final String METRIC = "'cpuPercent'";
    /** Before it counts: what is asked for is the database's time, and not that of a driver not compiled yet. */
    private static final int WARMING = 30;

    private static final String DAY = """
            select bucket, samples, sum, min, max from rollup_5m
            where tenant_id = '%1$s' and device_id = '%2$s' and metric = %3$s
              and bucket >= '%4$s' and bucket < '%5$s'
            """;
    private static final String DAY_OF_SAMPLES = """
            select date_bin('5 minutes', recorded_at, 'epoch'), count(cpu_percent), sum(cpu_percent), min(cpu_percent),
                max(cpu_percent)
            from metrics where tenant_id = '%1$s' and device_id = '%2$s'
              and recorded_at >= '%4$s' and recorded_at < '%5$s'
            group by 1
            """;
    private static final String MONTH = """
            select bucket, samples, sum, min, max from rollup_1h
            where tenant_id = '%1$s' and device_id = '%2$s' and metric = %3$s
              and bucket >= '%6$s' and bucket < '%7$s'
            """;
    private static final String MONTH_OF_SAMPLES = """
            select date_bin('1 hour', recorded_at, 'epoch'), count(cpu_percent), sum(cpu_percent), min(cpu_percent),
                max(cpu_percent)
            from metrics where tenant_id = '%1$s' and device_id = '%2$s'
              and recorded_at >= '%6$s' and recorded_at < '%7$s'
            group by 1
            """;
    private static final String LATEST =
            "select device_id, metrics, metrics_at from device_state where tenant_id = '%1$s'";
    private static final String LATEST_OF_SAMPLES = """
            select d.id, m.cpu_percent, m.recorded_at from devices d cross join lateral (
                select cpu_percent, recorded_at from device_metrics m where m.device_id = d.id
                order by recorded_at desc limit 1) m
            where d.tenant_id = '%1$s'
            """;

    private ReadBench() {}

    static List<Figure> run(Bench.Setting setting, LocalPostgres postgres) throws SQLException, InterruptedException {
        int rows = setting.quick() ? 400_000 : 20_000_000;
        int devices = Math.max(4, rows / (ReadMonth.DAYS * ReadMonth.SAMPLES_A_DAY));
        try (var owner = DriverManager.getConnection(postgres.ownerUrl());
                var app = DriverManager.getConnection(postgres.appUrl())) {
            setting.say("storing " + rows + " samples of " + devices + " devices, and rolling them up");
            var month = ReadMonth.fill(owner, postgres.ownerUrl(), devices);
            app.setAutoCommit(false);
            owner.setAutoCommit(false);
            var reader =
                    new Reader(app, tenant(owner, "bench"), tenant(owner, "dense"), ids(owner), setting.quick(), true);
            double day = reader.median(DAY);
            double hours = reader.median(MONTH);
            double latest = reader.latest(LATEST);
            return List.of(
                    Figure.of("read_rows_stored", (double) month.rows(), "rows"),
                    Figure.of("read_rows_stored_in", month.seconds(), "s"),
                    Figure.of("rolled_up", month.rolledUpMicros(), "µs a sample"),
                    Figure.of("read_24h", day, "ms").with(Bar.atMost(5)),
                    Figure.of("read_24h_faster", reader.median(DAY_OF_SAMPLES) / day, "times"),
                    Figure.of("read_30d", hours, "ms").with(Bar.atMost(10)),
                    Figure.of("read_30d_faster", reader.median(MONTH_OF_SAMPLES) / hours, "times"),
                    Figure.of("read_latest", latest, "ms").with(Bar.atMost(10)),
                    // As the owner: the planner finds no good way through the tenant's view for so many devices.
                    Figure.of("read_latest_faster", reader.by(owner).latest(LATEST_OF_SAMPLES) / latest, "times"));
        }
    }

    private static UUID tenant(Connection owner, String name) throws SQLException {
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery("select id from tenants where name = '" + name + "'")) {
            rows.next();
            return rows.getObject(1, UUID.class);
        }
    }

    private static List<UUID> ids(Connection owner) throws SQLException {
        var ids = new java.util.ArrayList<UUID>();
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery("select id from devices where name like 'dense-%'")) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    /** @param wide the tenant of many devices; {@code dense} the one with a month of samples */
    private record Reader(
            Connection connection, UUID wide, UUID dense, List<UUID> devices, boolean quick, boolean asApp) {

        Reader by(Connection owner) {
            return new Reader(owner, wide, dense, devices, quick, false);
        }

        /** Milliseconds of the query for devices of the dense tenant, taken at random. */
        double median(String query) throws SQLException {
            return median(query, dense);
        }

        /** Milliseconds of the query for all devices of the wide tenant. */
        double latest(String query) throws SQLException {
            return median(query, wide);
        }

        private double median(String query, UUID tenant) throws SQLException {
            var random = new Random(3);
            int runs = quick ? 11 : 51;
            var samples = new double[runs];
            for (int run = -WARMING; run < runs; run++) {
                var device = devices.get(random.nextInt(devices.size()));
                var today = LocalDate.now(ZoneOffset.UTC);
                double millis = once(
                        query.formatted(
                                tenant,
                                device,
                                METRIC,
                                begin(today.minusDays(3)),
                                begin(today.minusDays(2)),
                                begin(today.minusDays(ReadMonth.DAYS)),
                                Instant.now()),
                        tenant);
                if (run >= 0) {
                    samples[run] = millis;
                }
            }
            return Figure.median("", samples, "").value().doubleValue();
        }

        private static Instant begin(LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        private double once(String query, UUID tenant) throws SQLException {
            try (var statement = connection.createStatement()) {
                if (asApp) {
                    statement.execute("set local role signalbeam_app; select set_config('app.tenant_id', '" + tenant
                            + "', true)");
                }
                var watch = Stopwatch.start();
                int rows = 0;
                // As the app asks: what comes again and again is prepared, and answered in binary.
                try (var prepared = connection.prepareStatement(query);
                        var result = prepared.executeQuery()) {
                    while (result.next()) {
                        rows++;
                    }
                }
                double millis = watch.seconds() * 1e3;
                if (rows == 0) {
                    throw new SQLException("nothing was found by " + query);
                }
                return millis;
            } finally {
                connection.rollback();
            }
        }
    }
}
