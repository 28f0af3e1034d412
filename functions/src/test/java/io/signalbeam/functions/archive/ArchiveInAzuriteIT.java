package io.signalbeam.functions.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.adapter.blob.BlobArchiveStore;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.testing.TestAzurite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive through Azure's SDK, and the documented queries of DuckDB over the very files that lie there. */
class ArchiveInAzuriteIT {
    private static final Path DOCUMENT = Path.of("../docs/archive.md");
    private static final Pattern QUERY = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
    private static TestAzurite azurite;
    private static ArchiveStore store;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        azurite = TestAzurite.start();
        store = new BlobArchiveStore(azurite.blobs());
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @Test
    void duckdb_reads_what_was_archived_by_the_queries_of_the_document() throws Exception {
        try (var fleet = new ArchiveFixture(store)) {
            var tenant = fleet.database.tenant("acme");
            fleet.keepsRawFor(tenant, 7);
            var device = fleet.device(tenant);
            fleet.samples(tenant, device, fleet.daysAgo(8), 600);
            fleet.samples(tenant, fleet.device(tenant), fleet.daysAgo(9), 400);
            var expected = fleet.texts(
                    "select round(avg(cpu_percent)::numeric, 6)::text from device_metrics where device_id = ?",
                    device.value());
            fleet.keep().run();
            for (var name : fleet.texts("select blob from archive_parts")) {
                Files.createDirectories(folder.resolve(name).getParent());
                store.fetch(name, folder.resolve(name));
            }

            var queries = queries();
            assertThat(queries).hasSize(3);
            assertThat(ask(queries.get(0)))
                    .containsExactly(
                            tenant + "|" + fleet.daysAgo(9) + "|400|1", tenant + "|" + fleet.daysAgo(8) + "|600|1");
            var byDevice = ask(queries.get(1)
                    .replace("3f6c1d2e-0000-7000-8000-000000000000", tenant.toString())
                    .replace("2026-08-01", fleet.daysAgo(8).toString())
                    .replace("2026-08-31", fleet.daysAgo(8).toString()));
            assertThat(byDevice)
                    .singleElement()
                    .satisfies(row -> assertThat(row).startsWith(device + "|600|" + expected.getFirst()));
            assertThat(ask(queries.get(2)))
                    .hasSize(20)
                    .allSatisfy(row -> assertThat(row).matches(".*\\|\\d+\\.0"));
        }
    }

    @Test
    void whoever_wrote_meanwhile_keeps_what_they_wrote() throws Exception {
        var ours = Files.write(folder.resolve("ours"), new byte[5 << 20]);
        var theirs = Files.write(folder.resolve("theirs"), new byte[] {2});
        var name = "tenant=x/day=y/part-00001.parquet";
        var before = store.tag(name);
        assertThat(before).isNull();
        store.put(name, theirs, before);
        assertThatThrownBy(() -> store.put(name, ours, before)).isInstanceOf(PermanentFailure.class);
        store.put(name, ours, store.tag(name));
        store.fetch(name, folder.resolve("back"));
        assertThat(folder.resolve("back")).hasSize(5 << 20);
    }

    private static List<String> queries() throws Exception {
        var queries = new ArrayList<String>();
        var matcher = QUERY.matcher(Files.readString(DOCUMENT));
        while (matcher.find()) {
            queries.add(matcher.group(1));
        }
        return queries;
    }

    /** Rows, their columns with a bar between. */
    private List<String> ask(String query) throws SQLException {
        var here = query.replace("archive/tenant", folder + "/tenant");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("set TimeZone = 'UTC'");
            var rows = new ArrayList<String>();
            try (var found = statement.executeQuery(here)) {
                while (found.next()) {
                    var columns = new ArrayList<String>();
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        columns.add(found.getString(i));
                    }
                    rows.add(String.join("|", columns));
                }
            }
            return rows;
        }
    }
}
