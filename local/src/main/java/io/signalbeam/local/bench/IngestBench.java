package io.signalbeam.local.bench;

import io.signalbeam.local.fleet.TypicalEvent;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The store by itself; and telemetry from the devices' SDK with leased tokens, through the broker and the trigger, to rows
 * in PostgreSQL, with what each stage takes of the processors. All parts and the devices share one machine. An event that has not become a row is lost, and none may be.
 */
final class IngestBench implements Bench {
    private static final int DEVICES = 16;
    private static final int WARMING = 8_000;
    /** Later than any row is kept in the table. */
    private static final int ARCHIVED_AFTER_DAYS = 92;

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        var figures = new ArrayList<>(StoreBench.run(setting));
        figures.addAll(endToEnd(setting));
        return figures;
    }

    private static List<Figure> endToEnd(Setting setting) throws Exception {
        int events = setting.quick() ? 24_000 : 400_000;
        try (var cloud = BenchCloud.start(setting);
                var owner = DriverManager.getConnection(cloud.local().ownerUrl());
                var load = TelemetryLoad.enroll(cloud, DEVICES)) {
            setting.say("warming up with " + WARMING + " events");
            load.send(WARMING);
            load.awaitRows();
            setting.say("sending " + events + " events from " + DEVICES + " devices");
            var before = Stages.of(cloud, load, owner);
            var watch = Stopwatch.start();
            load.send(events);
            double sent = watch.seconds();
            long rows = load.awaitRows() - WARMING;
            double stored = watch.seconds();
            var taken = Stages.of(cloud, load, owner).since(before, events);
            double archived = archivedRowBytes(cloud, owner, rows);
            return List.of(
                    Figure.of("ingest_sent", events / sent, "events/s"),
                    Figure.of("ingest_stored", rows / stored, "events/s"),
                    Figure.of("ingest_drained_after", stored - sent, "s"),
                    Figure.of("ingest_cpu_devices", taken.devices(), "µs an event"),
                    Figure.of("ingest_cpu_broker", taken.broker(), "µs an event"),
                    Figure.of("ingest_cpu_functions", taken.functions(), "µs an event"),
                    Figure.of("ingest_cpu_database", taken.database(), "µs an event"),
                    Figure.of("ingest_lost", (double) (events - rows), "events").with(Bar.atMost(0)),
                    Figure.of("row_archived", archived, "bytes"),
                    Figure.of("row_archived_share_of_json", archived / jsonBytes(), "of the JSON"));
        }
    }

    /** Bytes of a row in the archive: of so many as there are, as if they had come evenly over a day long past. */
    private static double archivedRowBytes(BenchCloud cloud, Connection owner, long rows)
            throws SQLException, IOException, InterruptedException {
        try (var statement = owner.createStatement()) {
            statement.execute("select ensure_metrics_partitions(current_date - %1$d, current_date - %1$d)"
                    .formatted(ARCHIVED_AFTER_DAYS));
            statement.execute("""
                    insert into device_metrics (tenant_id, device_id, recorded_at, event_id, received_at, uptime_seconds,
                        cpu_percent, memory_used_bytes, memory_total_bytes, disk_used_bytes, disk_total_bytes, load1,
                        temperature_celsius, network_received_bytes, network_sent_bytes, custom, containers)
                    select tenant_id, device_id, at, event_id, at, uptime_seconds, cpu_percent, memory_used_bytes,
                        memory_total_bytes, disk_used_bytes, disk_total_bytes, load1, temperature_celsius,
                        network_received_bytes, network_sent_bytes, custom, containers
                    from (select *, date_trunc('day', now()) - interval '%d days' + interval '1 day'
                            * ((row_number() over of_device - 1)::float8 / count(*) over (partition by device_id)) as at
                        from device_metrics window of_device as (partition by device_id order by recorded_at, event_id)
                    ) evenly""".formatted(ARCHIVED_AFTER_DAYS));
        }
        new HostFunctions(cloud).run("keep-archive");
        long bytes = 0;
        long archived = 0;
        for (var day : cloud.admin("GET", "/archive/days", null).path("items")) {
            bytes += day.path("bytes").asLong();
            archived += day.path("rows").asLong();
        }
        if (archived < rows) {
            throw new IOException("%d of %d rows are in the archive".formatted(archived, rows));
        }
        return (double) bytes / archived;
    }

    private static int jsonBytes() {
        return TypicalEvent.body(DeviceId.random(), Instant.now(), WARMING).length;
    }

    /**
     * Processor time of each stage: of the devices' SDK, of the process with the broker and all other stand-ins, of the
     * functions with the SDK that reads the hub, and of the database.
     */
    private record Stages(double devices, double broker, double functions, double database) {
        static Stages of(BenchCloud cloud, TelemetryLoad load, Connection owner) throws IOException, SQLException {
            return new Stages(
                    load.cpuSeconds(),
                    ProcessCosts.cpuSeconds(ProcessHandle.current().pid()),
                    ProcessCosts.cpuSeconds(cloud.local().functions().pid()),
                    ServerCosts.cpuSeconds(owner));
        }

        /** Microseconds for each of so many events. */
        Stages since(Stages before, int events) {
            double micros = 1e6 / events;
            return new Stages(
                    (devices - before.devices) * micros,
                    (broker - before.broker) * micros,
                    (functions - before.functions) * micros,
                    (database - before.database) * micros);
        }
    }
}
