package io.signalbeam.local.soak.ingest;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What became of events, as the database has it. */
public final class StoredEvents {
    private static final String WRONG_BUCKETS = """
            select count(*) from (
                select device_id, date_bin('5 minutes', recorded_at, 'epoch') as bucket, count(cpu_percent) as samples
                from metrics_of_all_tenants group by 1, 2
            ) as raw full join (
                select device_id, bucket, samples from rollup_5m_of_all_tenants where metric = 'cpuPercent'
            ) as rolled using (device_id, bucket)
            where raw.samples is distinct from rolled.samples""";

    private final IngestCloud cloud;

    StoredEvents(IngestCloud cloud) {
        this.cloud = cloud;
    }

    /**
     * The ledger beside the rows.
     *
     * @param holes acknowledged events without a row
     * @param doubles rows of an event beyond its first, and rows that are not as they were sent
     * @param strangers rows of events that no ledger knows
     * @param parked good events that were set aside
     * @param latest devices whose latest state is not of their last sample
     * @param buckets of five minutes of a device whose roll-up counts other samples than there are
     */
    public record Comparison(int rows, int holes, int doubles, int strangers, int parked, int latest, int buckets) {
        /** Whether every event is there once, as it was sent, and nothing else. */
        public boolean clean() {
            return holes == 0 && doubles == 0 && strangers == 0 && parked == 0 && latest == 0 && buckets == 0;
        }
    }

    /** Waits until so many rows are there, or until for so long none has come. */
    void awaitRows(int wanted, Duration patience) throws InterruptedException {
        long rows = -1;
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            try (var connection = connect()) {
                long found = number(connection, "select count(*) from metrics_of_all_tenants");
                if (found >= wanted) {
                    return;
                }
                if (found > rows) {
                    rows = found;
                    end = System.nanoTime() + patience.toNanos();
                }
            } catch (SQLException e) {
                // It recovers still.
            }
            Thread.sleep(200);
        }
    }

    Comparison compare(Ledger ledger) throws SQLException {
        var missing = new HashMap<UUID, Ledger.Entry>();
        ledger.entries().forEach(entry -> missing.put(entry.id(), entry));
        var seen = new HashSet<UUID>();
        int rows = 0;
        int doubles = 0;
        int strangers = 0;
        try (var connection = connect();
                var query = connection.prepareStatement(
                        "select event_id, device_id, recorded_at from metrics_of_all_tenants")) {
            connection.setAutoCommit(false);
            query.setFetchSize(10_000);
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    rows++;
                    var id = found.getObject(1, UUID.class);
                    var entry = missing.remove(id);
                    if (entry == null) {
                        if (seen.contains(id)) {
                            doubles++;
                        } else {
                            strangers++;
                        }
                    } else if (!entry.device().value().equals(found.getObject(2, UUID.class))
                            || !entry.time()
                                    .equals(found.getObject(3, OffsetDateTime.class)
                                            .toInstant())) {
                        doubles++;
                    }
                    seen.add(id);
                }
            }
            connection.rollback();
            return new Comparison(
                    rows,
                    missing.size(),
                    doubles,
                    strangers,
                    (int) number(connection, "select count(*) from parked_events"),
                    (int) number(connection, """
                            select count(*) from (
                                select device_id, max(recorded_at) as last from metrics_of_all_tenants group by device_id
                            ) as sent left join device_state s using (device_id)
                            where s.metrics_at is distinct from sent.last"""),
                    (int) number(connection, WRONG_BUCKETS));
        }
    }

    /** Has the host roll up until nothing is left to do, or for so long. */
    void awaitRollups(Duration patience) throws IOException, InterruptedException, SQLException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            cloud.rollUp();
            try (var connection = connect()) {
                if (number(connection, WRONG_BUCKETS) == 0) {
                    return;
                }
            }
            Thread.sleep(500);
        }
    }

    /** Devices of which a later batch was stored before an earlier one. */
    List<String> outOfOrder() throws SQLException {
        try (var connection = connect();
                var query = connection.prepareStatement("""
                        select device_id::text from (
                            select device_id, received_at < lag(received_at)
                                over (partition by device_id order by uptime_seconds) as backwards
                            from metrics_of_all_tenants
                        ) as rows where backwards group by device_id""")) {
            var devices = new ArrayList<String>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    devices.add(found.getString(1));
                }
            }
            return devices;
        }
    }

    /** How many were parked for each reason. */
    Map<String, Integer> parked() throws SQLException {
        var reasons = new HashMap<String, Integer>();
        try (var connection = connect();
                var query = connection.prepareStatement("select reason, count(*) from parked_events group by reason");
                var found = query.executeQuery()) {
            while (found.next()) {
                reasons.put(found.getString(1), found.getInt(2));
            }
        }
        return reasons;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(cloud.ownerUrl());
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql);
                var found = query.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
