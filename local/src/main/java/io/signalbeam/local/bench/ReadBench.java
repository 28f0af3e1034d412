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
    private static final int DAYS = 30;
    private static final int SAMPLES_A_DAY = 2_880;
    private static final String METRIC = "'cpuPercent'";

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

    static List<Figure> run(Bench.Setting setting, LocalPostgres postgres) throws SQLException {
        int rows = setting.quick() ? 400_000 : 20_000_000;
        int devices = Math.max(4, rows / (DAYS * SAMPLES_A_DAY));
        try (var owner = DriverManager.getConnection(postgres.ownerUrl());
                var app = DriverManager.getConnection(postgres.appUrl())) {
            setting.say("storing " + rows + " samples of " + devices + " devices, and rolling them up");
            fill(owner, devices);
            double rolledUp = rollUp(owner);
            app.setAutoCommit(false);
            owner.setAutoCommit(false);
            var reader =
                    new Reader(app, tenant(owner, "bench"), tenant(owner, "dense"), ids(owner), setting.quick(), true);
            double day = reader.median(DAY);
            double month = reader.median(MONTH);
            double latest = reader.latest(LATEST);
            return List.of(
                    Figure.of("read_rows_stored", count(owner), "rows"),
                    Figure.of("rolled_up", rolledUp, "µs a sample"),
                    Figure.of("read_24h", day, "ms").with(Bar.atMost(5)),
                    Figure.of("read_24h_faster", reader.median(DAY_OF_SAMPLES) / day, "times"),
                    Figure.of("read_30d", month, "ms").with(Bar.atMost(10)),
                    Figure.of("read_30d_faster", reader.median(MONTH_OF_SAMPLES) / month, "times"),
                    Figure.of("read_latest", latest, "ms").with(Bar.atMost(10)),
                    // As the owner: the planner finds no good way through the tenant's view for so many devices.
                    Figure.of("read_latest_faster", reader.by(owner).latest(LATEST_OF_SAMPLES) / latest, "times"));
        }
    }

    private static void fill(Connection owner, int devices) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute("""
                    insert into tenants (id, name, display_name) values (gen_random_uuid(), 'dense', 'Dense');
                    insert into devices (id, tenant_id, name)
                        select uuid_v7(), t.id, 'dense-' || i from tenants t, generate_series(1, %d) i where t.name = 'dense';
                    truncate metrics_dirty;
                    select ensure_metrics_partitions(current_date - %d, current_date + 1)
                    """.formatted(devices, DAYS + 1));
            for (int day = DAYS; day >= 1; day--) {
                // All devices' samples in the order of time, as they come.
                statement.execute("""
                        insert into device_metrics (tenant_id, device_id, recorded_at, event_id, received_at, uptime_seconds,
                            cpu_percent, memory_used_bytes, memory_total_bytes, disk_used_bytes, disk_total_bytes, load1,
                            temperature_celsius, network_received_bytes, network_sent_bytes, custom, containers)
                        select d.tenant_id, d.id, at, gen_random_uuid(), at, i, 20 + i %% 50, 1000000 + i, 4294967296,
                            9000000 + i, 34359738368, 0.5 + i %% 7, 48.5, 1000000 + i, 500000 + i,
                            jsonb_build_object('queue_depth', i %% 10),
                            '[{"bundle":"shop","name":"till","cpuPercent":3.5,"memoryBytes":41943040,"restarts":0}]'
                        from generate_series(0, %1$d - 1) i
                        cross join lateral (select date_trunc('day', now()) - interval '%2$d days'
                            + i * interval '30 seconds' as at) t
                        cross join devices d join tenants on tenants.id = d.tenant_id and tenants.name = 'dense'
                        """.formatted(SAMPLES_A_DAY, day));
            }
            statement.execute("""
                    insert into metrics_dirty (tenant_id, bucket, device_ids)
                    select d.tenant_id, b, array_agg(d.id) from devices d join tenants t on t.id = d.tenant_id and t.name = 'dense',
                        generate_series(date_trunc('day', now()) - interval '%d days',
                            date_trunc('day', now()) - interval '5 minutes', interval '5 minutes') b
                    group by d.tenant_id, b order by b
                    """.formatted(DAYS));
        }
    }

    /** Microseconds for each sample, all three resolutions together. */
    private static double rollUp(Connection owner) throws SQLException {
        var watch = Stopwatch.start();
        try (var statement = owner.createStatement()) {
            for (int seconds : new int[] {300, 3_600, 86_400}) {
                while (number(statement, "select roll_up_metrics(" + seconds + ", 5000)") > 0) {
                    Thread.onSpinWait();
                }
            }
            double took = watch.seconds();
            statement.execute("vacuum analyze");
            return took
                    / number(statement, "select sum(samples) from rollup_1d_of_all_tenants where metric = " + METRIC)
                    * 1e6;
        }
    }

    private static double count(Connection owner) throws SQLException {
        try (var statement = owner.createStatement()) {
            return number(statement, "select count(*) from device_metrics");
        }
    }

    private static double number(java.sql.Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getDouble(1);
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
            for (int run = -2; run < runs; run++) {
                var device = devices.get(random.nextInt(devices.size()));
                var today = LocalDate.now(ZoneOffset.UTC);
                double millis = once(
                        query.formatted(
                                tenant,
                                device,
                                METRIC,
                                begin(today.minusDays(3)),
                                begin(today.minusDays(2)),
                                begin(today.minusDays(DAYS)),
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
                try (var result = statement.executeQuery(query)) {
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
