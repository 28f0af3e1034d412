package io.signalbeam.local.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A month of samples and roll-ups of the tenant {@code dense}, in the order of time as they come. The first day is made and
 * rolled up as the product does it. The others are that day again, moved: their samples are alike, and so are their
 * roll-ups.
 *
 * @param rows samples
 * @param seconds that all of it took
 * @param rolledUpMicros for each sample of the first day, all three resolutions together
 */
record ReadMonth(long rows, double seconds, double rolledUpMicros) {
    static final int DAYS = 30;
    static final int SAMPLES_A_DAY = 2_880;
    private static final int CONNECTIONS = 2;
    private static final List<String> ROLL_UPS = List.of("device_metrics_5m", "device_metrics_1h", "device_metrics_1d");
    /** Those whose pages are to be looked after; to read all samples once more tells nothing. */
    private static final List<String> CHANGING = List.of("devices", "device_state");

    static ReadMonth fill(Connection owner, String ownerUrl, int devices) throws SQLException, InterruptedException {
        var watch = Stopwatch.start();
        try (var statement = owner.createStatement()) {
            statement.execute(prepare(devices));
            long day = statement.executeUpdate(firstDay());
            statement.execute(notes());
            var rolling = Stopwatch.start();
            for (int seconds : new int[] {300, 3_600, 86_400}) {
                while (number(statement, "select roll_up_metrics(" + seconds + ", 5000)") > 0) {
                    Thread.onSpinWait();
                }
            }
            double micros = rolling.seconds() / day * 1e6;
            var first = text(statement, "select date_trunc('day', now()) - interval '" + DAYS + " days'");
            long rows = day + inLanes(ownerUrl, first);
            // What the server itself would have done after a while.
            statement.execute("vacuum " + String.join(", ", CHANGING) + ", " + String.join(", ", ROLL_UPS));
            statement.execute("analyze");
            return new ReadMonth(rows, watch.seconds(), micros);
        }
    }

    /** Samples that were added. */
    private static long inLanes(String ownerUrl, String first) throws SQLException, InterruptedException {
        var next = new AtomicInteger(1);
        Callable<Long> lane = () -> {
            long rows = 0;
            try (var connection = DriverManager.getConnection(ownerUrl);
                    var statement = connection.createStatement()) {
                statement.execute("set time zone 'UTC'");
                for (int days = next.getAndIncrement(); days < DAYS; days = next.getAndIncrement()) {
                    rows += statement.executeUpdate(movedSamples(days, first));
                    for (var table : ROLL_UPS) {
                        statement.executeUpdate(movedRollUps(days, first, table));
                    }
                }
            }
            return rows;
        };
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            var lanes = new ArrayList<Callable<Long>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                lanes.add(lane);
            }
            long rows = 0;
            for (var done : threads.invokeAll(lanes)) {
                rows += done.get();
            }
            return rows;
        } catch (ExecutionException e) {
            throw new SQLException("the month was not filled", e.getCause());
        }
    }

    private static double number(Statement statement, String query) throws SQLException {
        return Double.parseDouble(text(statement, query));
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /**
     * Empty tables of the month's days, beginning at midnight in UTC whatever zone the session is in; and other tenants beside
     * those that are asked for.
     */
    private static String prepare(int devices) {
        return """
                set time zone 'UTC';
                insert into tenants (id, name, display_name) values (gen_random_uuid(), 'dense', 'Dense');
                insert into devices (id, tenant_id, name)
                    select uuid_v7(), t.id, 'dense-' || i from tenants t, generate_series(1, %d) i where t.name = 'dense';
                insert into tenants (id, name, display_name) values (gen_random_uuid(), 'neighbours', 'Neighbours');
                with neighbours as (
                    insert into devices (id, tenant_id, name)
                    select uuid_v7(), t.id, 'neighbour-' || i from tenants t, generate_series(1, 5000) i
                    where t.name = 'neighbours' returning id, tenant_id
                )
                insert into device_state (device_id, tenant_id, metrics, metrics_at)
                    select n.id, n.tenant_id, s.metrics, s.metrics_at
                    from neighbours n, (select * from device_state where metrics is not null limit 1) s;
                truncate metrics_dirty;
                select ensure_metrics_partitions(current_date - %d, current_date + 1)""".formatted(devices, DAYS + 1);
    }

    private static String firstDay() {
        return """
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
            """.formatted(SAMPLES_A_DAY, DAYS);
    }

    private static String notes() {
        return """
                insert into metrics_dirty (tenant_id, bucket, device_ids)
                select d.tenant_id, b, array_agg(d.id) from devices d join tenants t on t.id = d.tenant_id and t.name = 'dense',
                    generate_series(date_trunc('day', now()) - interval '%1$d days',
                        date_trunc('day', now()) - interval '%1$d days' + interval '23:55', interval '5 minutes') b
                group by d.tenant_id, b order by b
            """.formatted(DAYS);
    }

    private static String movedSamples(int days, String first) {
        return """
                insert into device_metrics (tenant_id, device_id, recorded_at, event_id, received_at, uptime_seconds,
                    cpu_percent, memory_used_bytes, memory_total_bytes, disk_used_bytes, disk_total_bytes, load1,
                    temperature_celsius, network_received_bytes, network_sent_bytes, custom, containers)
                select tenant_id, device_id, recorded_at + interval '%1$d days', event_id, received_at + interval '%1$d days',
                    uptime_seconds, cpu_percent, memory_used_bytes, memory_total_bytes, disk_used_bytes, disk_total_bytes,
                    load1, temperature_celsius, network_received_bytes, network_sent_bytes, custom, containers
                from device_metrics
                where recorded_at >= timestamptz '%2$s' and recorded_at < timestamptz '%2$s' + interval '1 day'
            """.formatted(days, first);
    }

    private static String movedRollUps(int days, String first, String table) {
        return """
                insert into %3$s (tenant_id, device_id, bucket, metric_ids, samples, mins, maxs, sums, lasts, last_ats)
                select tenant_id, device_id, bucket + interval '%1$d days', metric_ids, samples, mins, maxs, sums, lasts, last_ats
                from %3$s
                where bucket >= timestamptz '%2$s' and bucket < timestamptz '%2$s' + interval '1 day'
            """.formatted(days, first, table);
    }
}
