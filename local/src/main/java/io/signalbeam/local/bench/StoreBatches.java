package io.signalbeam.local.bench;

import io.signalbeam.local.fleet.TypicalEvent;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * Batches of one tenant's devices, which are spread over lanes as publishers are over partitions: a device's events come
 * in one lane only, and in the order of their times. Each event is of some device, at the rate of 1,667 a second.
 *
 * @param lanes batches of each
 * @param begins of each lane the first of its devices, in their order; the last entry is beyond them all
 * @param jsonBytes of an event, on average
 */
record StoreBatches(List<List<Batch>> lanes, List<UUID> begins, double jsonBytes) {
    private static final String COLUMNS = """
            tenant_id, device_id, recorded_at, event_id, received_at, uptime_seconds, cpu_percent, memory_used_bytes,
            memory_total_bytes, disk_used_bytes, disk_total_bytes, load1, temperature_celsius, network_received_bytes,
            network_sent_bytes, clock_offset_millis, custom, containers""";
    private static final double MICROS_BETWEEN = 600;
    private static final UUID BEYOND = new UUID(-1, -1);

    /** What the trigger hands over. */
    record Batch(List<byte[]> bodies, String partition, String systemProperties, String properties) {}

    static StoreBatches make(String ownerUrl, int devices, int lanes, int size, int rows) throws SQLException {
        var ids = devices(ownerUrl, devices);
        var random = new Random(1);
        var begin = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);
        var all = new ArrayList<List<Batch>>();
        var begins = new ArrayList<UUID>();
        long bytes = 0;
        for (int lane = 0; lane < lanes; lane++) {
            var mine = ids.subList(devices * lane / lanes, devices * (lane + 1) / lanes);
            begins.add(mine.getFirst().value());
            var batches = new ArrayList<Batch>();
            for (int from = 0; from < rows / lanes; from += size) {
                var bodies = new ArrayList<byte[]>();
                var system = new ArrayList<Map<String, Object>>();
                for (int i = from; i < Math.min(rows / lanes, from + size); i++) {
                    var device = mine.get(random.nextInt(mine.size()));
                    var at = begin.plus((long) (i * MICROS_BETWEEN * lanes), ChronoUnit.MICROS)
                            .truncatedTo(ChronoUnit.MILLIS);
                    bodies.add(TypicalEvent.body(device, at, i));
                    bytes += bodies.getLast().length;
                    system.add(Map.of(
                            "x-opt-sequence-number", (long) i,
                            "x-opt-offset", Long.toString(i),
                            "x-opt-enqueued-time", at.toString(),
                            "x-opt-publisher", device.toString(),
                            "SequenceNumber", (long) i,
                            "Offset", Long.toString(i),
                            "EnqueuedTimeUtc", at.toString()));
                }
                var partition = Json.write(Map.of("EventHubName", "device-telemetry", "PartitionId", "" + lane));
                batches.add(new Batch(
                        bodies,
                        partition,
                        Json.write(system),
                        Json.write(bodies.stream().map(body -> Map.of()).toList())));
            }
            all.add(batches);
        }
        begins.add(BEYOND);
        return new StoreBatches(all, begins, (double) bytes / (rows / lanes * lanes));
    }

    /** New ones, in the order in which the database sees their ids. */
    private static List<DeviceId> devices(String ownerUrl, int count) throws SQLException {
        var ids = new ArrayList<DeviceId>();
        try (var connection = DriverManager.getConnection(ownerUrl);
                var statement = connection.createStatement();
                var add = connection.prepareStatement(
                        "insert into devices (id, tenant_id, name) select ?, id, ? from tenants where name = 'bench'")) {
            connection.setAutoCommit(false);
            statement.execute(
                    "insert into tenants (id, name, display_name) values (gen_random_uuid(), 'bench', 'Bench')");
            for (int i = 0; i < count; i++) {
                var id = DeviceId.random();
                ids.add(id);
                add.setObject(1, id.value());
                add.setString(2, "device-" + i);
                add.addBatch();
            }
            add.executeBatch();
            connection.commit();
        }
        ids.sort(Comparator.comparing(DeviceId::toString));
        return ids;
    }

    /** Each lane's rows as the table has them now, in the binary form of COPY and in the order in which they came. */
    List<byte[]> copies(Connection owner) throws SQLException, IOException {
        var copies = new ArrayList<byte[]>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            var bytes = new ByteArrayOutputStream();
            owner.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select %s from device_metrics where device_id >= '%s' and device_id < '%s' order by recorded_at) to stdout (format binary)"
                                    .formatted(COLUMNS, begins.get(lane), begins.get(lane + 1)),
                            bytes);
            copies.add(bytes.toByteArray());
        }
        return copies;
    }

    static void copyIn(Connection connection, byte[] rows) throws SQLException {
        var copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy device_metrics (" + COLUMNS + ") from stdin (format binary)");
        copy.writeToCopy(rows, 0, rows.length);
        copy.endCopy();
    }

    /** Bytes of the table with its index. */
    double diskBytes(Connection owner) throws SQLException {
        try (var statement = owner.createStatement();
                var sum = statement.executeQuery(
                        "select sum(pg_total_relation_size(piece)) from time_series_pieces('device_metrics')")) {
            sum.next();
            return sum.getDouble(1);
        }
    }

    /** What the usual worker does with each event, on one connection; the rows are taken from those that are there. */
    void addOneByOne(String ownerUrl, int rows, int transaction) throws SQLException {
        var add = "insert into device_metrics (" + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)"
                + " on conflict do nothing";
        try (var connection = DriverManager.getConnection(ownerUrl);
                var insert = connection.prepareStatement(add);
                var query = connection.createStatement();
                var some = query.executeQuery("select " + COLUMNS + " from device_metrics limit " + rows)) {
            connection.setAutoCommit(false);
            for (int row = 1; some.next(); row++) {
                for (int column = 1; column <= 16; column++) {
                    insert.setObject(column, some.getObject(column));
                }
                insert.setString(17, some.getString(17));
                insert.setString(18, some.getString(18));
                // Another event at the same time, so that it is new.
                insert.setObject(4, UUID.randomUUID());
                insert.executeUpdate();
                if (row % transaction == 0) {
                    connection.commit();
                }
            }
            connection.commit();
        }
    }
}
