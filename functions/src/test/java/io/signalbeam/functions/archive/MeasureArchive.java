package io.signalbeam.functions.archive;

import io.signalbeam.functions.adapter.blob.BlobArchiveStore;
import io.signalbeam.functions.testing.TestAzurite;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.LocalDate;

/** Rows a second into the archive and out of the table, and bytes a row; by hand, to see what a change costs. */
final class MeasureArchive {
    private static final String JSON_BYTES = """
            select round(avg(length(jsonb_strip_nulls(to_jsonb(m))::text))) from device_metrics m""";

    private MeasureArchive() {}

    public static void main(String[] arguments) {
        int devices = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        try (var azurite = TestAzurite.start();
                var fleet = new ArchiveFixture(new BlobArchiveStore(azurite.blobs()))) {
            var tenant = fleet.database.tenant("acme");
            fleet.keepsRawFor(tenant, 7);
            var day = fleet.daysAgo(8);
            for (int i = 0; i < devices; i++) {
                samples(fleet, tenant, fleet.device(tenant), day);
            }
            var piece = "device_metrics_" + day.toString().replace("-", "");
            long rows = fleet.number("select count(*) from device_metrics");
            long table = fleet.number("select pg_total_relation_size('" + piece + "')");
            long json = fleet.number(JSON_BYTES);
            long start = System.nanoTime();
            var kept = fleet.keep().run();
            double seconds = (System.nanoTime() - start) / 1e9;
            long file = fleet.number("select sum(bytes) from archive_parts");
            System.out.printf(
                    "%d rows in %.1f s: %.0f rows/s; bytes a row: %.1f archived, %.1f in the table, %d as JSON%n",
                    kept.deleted(), seconds, rows / seconds, (double) file / rows, (double) table / rows, json);
        }
    }

    /** A day of one device, every 30 seconds: values that wander, and a custom metric and a container in each. */
    private static void samples(ArchiveFixture fleet, TenantId tenant, DeviceId device, LocalDate day) {
        fleet.samples(tenant, device, day, 1);
        fleet.database.owner().useHandle(tx -> tx.execute("""
                insert into device_metrics (tenant_id, device_id, recorded_at, event_id, received_at, uptime_seconds,
                    cpu_percent, memory_used_bytes, memory_total_bytes, disk_used_bytes, disk_total_bytes, load1,
                    temperature_celsius, network_received_bytes, network_sent_bytes, custom, containers)
                select ?, ?, at, gen_random_uuid(), at + random() * interval '2 seconds', 100000 + i * 30,
                    round((20 + 15 * sin(i / 200.0) + random() * 5)::numeric, 2), (800 + random() * 50)::bigint * 1048576,
                    4294967296, 20000000000 + i * 40960, 64000000000, round((0.4 + random() / 4)::numeric, 2),
                    round((45 + 5 * sin(i / 500.0))::numeric, 1), 1000000000 + i * 51200, 500000000 + i * 20480,
                    jsonb_build_object('queue', (random() * 20)::int),
                    jsonb_build_array(jsonb_build_object('bundle', 'shop', 'name', 'app', 'cpuPercent',
                        round((random() * 30)::numeric, 2), 'memoryBytes', (50 + random() * 9)::bigint * 1048576,
                        'restarts', 0))
                from (select i, ?::date::timestamp at time zone 'UTC' + (i * 30 + 1 + random()) * interval '1 second' as at
                      from generate_series(0, 2878) i) s""", tenant.value(), device.value(), day));
    }
}
