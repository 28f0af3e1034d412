package io.signalbeam.local.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What row-level security, barrier views and the change of role take: the same statements as the app's and the service's
 * roles, in the transactions in which the functions run them, and as the tables' owner, whom no policy binds and who writes
 * to the tables themselves.
 */
final class RlsCosts {
    private static final int PAGES = 20;
    private static final int EVENTS_OF_A_DEVICE = 10;
    /** The requirement. */
    private static final double MOST_ON_INGEST = 0.1;

    private static final String PAGE = """
            select d.id, d.name, d.labels::text, d.facts::text, d.lifecycle, s.last_seen_at, s.metrics::text, s.report::text
            from devices d left join device_state s on s.device_id = d.id and s.tenant_id = d.tenant_id
            where d.tenant_id = ? order by d.name, d.id limit 51""";

    private static final String COLUMNS = """
            tenant_id, device_id, recorded_at, event_id, received_at, cpu_percent, memory_used_bytes, load1, custom""";

    private final Connection owner;
    private final String appUrl;
    private final String serviceUrl;
    private final int turns;

    /** @param turns how often each is done */
    RlsCosts(Connection owner, String appUrl, String serviceUrl, int turns) {
        this.owner = owner;
        this.appUrl = appUrl;
        this.serviceUrl = serviceUrl;
        this.turns = turns;
    }

    List<Figure> measure() throws SQLException {
        owner.setAutoCommit(false);
        var page = page();
        var ingest = ingest();
        return List.of(
                Figure.median("page_sql_with_rls", page.with(), "µs"),
                Figure.median("page_sql_without_rls", page.without(), "µs"),
                Figure.of("page_rls_cost", page.cost(), "of the statements without"),
                Figure.median("ingest_sql_with_rls", ingest.with(), "µs an event"),
                Figure.median("ingest_sql_without_rls", ingest.without(), "µs an event"),
                Figure.of("ingest_rls_cost", ingest.cost(), "of the statements without")
                        .with(Bar.atMost(MOST_ON_INGEST)));
    }

    private Turns page() throws SQLException {
        var tenant = tenant();
        try (var app = DriverManager.getConnection(appUrl);
                var asApp = app.prepareStatement(PAGE);
                var asOwner = owner.prepareStatement(PAGE);
                var enter = app.prepareStatement(
                        "select set_config('role', 'signalbeam_app', true), set_config('app.tenant_id', ?, true)")) {
            app.setAutoCommit(false);
            enter.setString(1, tenant);
            asApp.setObject(1, UUID.fromString(tenant));
            asOwner.setObject(1, UUID.fromString(tenant));
            return Turns.measure(turns / 4, turns, () -> pages(app, enter, asApp), () -> pages(owner, null, asOwner));
        }
    }

    /** Microseconds of one page. */
    private static double pages(Connection connection, @Nullable PreparedStatement enter, PreparedStatement page)
            throws SQLException {
        var watch = Stopwatch.start();
        for (int i = 0; i < PAGES; i++) {
            if (enter != null) {
                enter.execute();
            }
            try (var rows = page.executeQuery()) {
                while (rows.next()) {
                    if (rows.getString(2).isEmpty()) {
                        throw new IllegalStateException("a device has no name");
                    }
                }
            }
            connection.commit();
        }
        return watch.seconds() * 1e6 / PAGES;
    }

    private Turns ingest() throws SQLException {
        try (var service = DriverManager.getConnection(serviceUrl);
                var room = owner.createStatement()) {
            service.setAutoCommit(false);
            room.execute(
                    "select ensure_metrics_partitions((now() - interval '1 day')::date, (now() + interval '1 day')::date)");
            owner.commit();
            var with = new Batch(service, "metrics_of_all_tenants", true);
            var without = new Batch(owner, "device_metrics", false);
            return Turns.measure(turns / 4, turns, with::store, without::store);
        }
    }

    private String tenant() throws SQLException {
        try (var query = owner.createStatement();
                var found = query.executeQuery(
                        "select tenant_id from devices group by tenant_id order by count(*) desc limit 1")) {
            found.next();
            return found.getString(1);
        }
    }

    /** What ingest does with a batch of events of all devices, short of how they come into the session. */
    private static final class Batch {
        private final Connection connection;
        private final boolean asService;
        private final int events;
        private final String arrive;
        private final String store;
        private final String latest;

        Batch(Connection connection, String metrics, boolean asService) throws SQLException {
            this.connection = connection;
            this.asService = asService;
            try (var statement = connection.createStatement()) {
                enter();
                statement.execute(
                        "create temporary table fleet on commit preserve rows as select tenant_id, id from devices");
                statement.execute(
                        "create temporary table incoming (tenant_id uuid, device_id uuid, recorded_at timestamptz,"
                                + " event_id uuid, received_at timestamptz, cpu_percent double precision,"
                                + " memory_used_bytes bigint, load1 double precision, custom jsonb, latest jsonb)"
                                + " on commit delete rows");
                try (var count = statement.executeQuery("select count(*) from fleet")) {
                    count.next();
                    events = count.getInt(1) * EVENTS_OF_A_DEVICE;
                }
                connection.commit();
            }
            arrive = """
                    insert into incoming select f.tenant_id, f.id, clock_timestamp() - n * interval '1 millisecond',
                        gen_random_uuid(), now(), 12.5, 1073741824, 0.5, '{"queue_depth": 3}',
                        case when n = 1 then '{"cpuPercent": 12.5, "memoryUsedBytes": 1073741824}'::jsonb end
                    from fleet f, generate_series(1, %d) n""".formatted(EVENTS_OF_A_DEVICE);
            store = """
                    insert into %1$s (%2$s) select %2$s from incoming order by device_id, recorded_at, event_id
                    on conflict do nothing""".formatted(metrics, COLUMNS);
            latest = """
                    insert into device_state as s (device_id, tenant_id, connectivity, connectivity_since, last_seen_at,
                        metrics, metrics_at, metrics_event_id)
                    select device_id, tenant_id, 'Online', now(), recorded_at, latest, recorded_at, event_id
                    from incoming where latest is not null order by device_id
                    on conflict (device_id) do update set last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
                        metrics = excluded.metrics, metrics_event_id = excluded.metrics_event_id,
                        metrics_at = greatest(s.metrics_at, excluded.metrics_at)
                    where s.metrics_at is null or (s.metrics_at, s.metrics_event_id)
                        < (excluded.metrics_at, excluded.metrics_event_id)""";
        }

        private void enter() throws SQLException {
            if (asService) {
                try (var role = connection.createStatement()) {
                    role.execute("select set_config('role', 'signalbeam_service', true)");
                }
            }
        }

        /** Microseconds of one event; how they arrive is the same in both, and not counted. */
        double store() throws SQLException {
            try (var statement = connection.createStatement()) {
                // The temporary tables are the role's; once more below, where it counts.
                enter();
                statement.execute(arrive);
                var watch = Stopwatch.start();
                enter();
                int stored = statement.executeUpdate(store);
                statement.executeUpdate(latest);
                connection.commit();
                if (stored != events) {
                    throw new IllegalStateException("of " + events + " events " + stored + " were stored");
                }
                return watch.seconds() * 1e6 / events;
            }
        }
    }
}
