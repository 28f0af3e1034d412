package io.signalbeam.functions.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.adapter.blob.BlobArchiveStore;
import io.signalbeam.functions.adapter.blob.BlobArtifactStore;
import io.signalbeam.functions.adapter.blob.BlobCommandOutputs;
import io.signalbeam.functions.adapter.blob.BlobExportStore;
import io.signalbeam.functions.adapter.blob.BlobManifestStore;
import io.signalbeam.functions.adapter.blob.BlobTenantBlobs;
import io.signalbeam.functions.app.App;
import io.signalbeam.functions.artifacts.ArtifactStore;
import io.signalbeam.functions.audit.AuditFile;
import io.signalbeam.functions.commands.CommandOutputs;
import io.signalbeam.functions.exports.ExportStore;
import io.signalbeam.functions.exports.ExportTenants;
import io.signalbeam.functions.exports.TenantBlobs;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestAzurite;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports a tenant with rows in every table that has one, beside another with as many. What is looked at is found in the
 * catalogue, so that the tables of later migrations are as well.
 */
class ExportIT {
    private static final int ENOUGH = 500;

    /** Somebody has thought about each, and found nothing in it that a tenant's admin must not have. */
    private static final Set<String> TAKEN = Set.of(
            "access_token_owners",
            "access_tokens",
            "alert_baselines",
            "alert_deliveries",
            "alert_rules",
            "alert_silences",
            "alert_webhooks",
            "alerts",
            "archive_parts",
            "archive_restores",
            "artifacts",
            "assignments",
            "bundle_version_artifacts",
            "bundle_version_secrets",
            "bundle_versions",
            "bundles",
            "deploy_trusts",
            "device_commands",
            "device_desired",
            "device_events",
            "device_keys",
            "device_metrics",
            "device_state",
            "devices",
            "enrollment_tokens",
            "group_members",
            "groups",
            "metric_refusals",
            "parked_events",
            "rollout_devices",
            "rollout_gates",
            "rollout_waves",
            "rollouts",
            "secrets",
            "tenant_issuers",
            "tenant_metric_names",
            "tenant_people",
            "tenant_quotas");

    /** Likewise: public keys, names and places. */
    private static final Set<String> HARMLESS = Set.of(
            "artifacts.sha256",
            "archive_parts.key_sum",
            "archive_parts.sha256",
            "bundle_version_artifacts.sha256",
            "bundle_version_secrets.secret_name",
            "bundle_versions.signature",
            "bundle_versions.signing_key",
            "devices.encryption_key",
            "devices.enrollment_token_id",
            "devices.key_rotation_asked_at",
            "devices.key_rotation_exclusive",
            "devices.signing_key");

    private static final Pattern SECRET =
            Pattern.compile("secret|hash|token|key|passw|nonce|vault|signature|credential|sha256|salt|cipher|private");

    private static TestAzurite azurite;
    private static HttpClient http;

    private TestCloud cloud;
    private TenantId acme;
    private TenantId other;
    private TestApi admin;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        azurite = TestAzurite.start();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        azurite.close();
    }

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        stored(cloud.app);
        acme = cloud.tenant("acme");
        other = cloud.tenant("other");
        admin = cloud.person("acme", "Admin");
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute("select ensure_metrics_partitions(current_date - 1, current_date + 1)"));
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private App stored(App app) {
        var blobs = azurite.blobs();
        // By the clock that the store has, however far the test's is ahead.
        return app.with(ExportStore.class, new BlobExportStore(blobs, InstantSource.system()))
                .with(TenantBlobs.class, new BlobTenantBlobs(blobs))
                .with(ArtifactStore.class, new BlobArtifactStore(blobs, cloud.clock));
    }

    private void fill() throws IOException {
        for (var tenant : List.of(acme, other)) {
            cloud.database.owner().useHandle(tx -> {
                new SampleRows(tx).fill(tables(tx), tenant);
                tx.execute(
                        "insert into devices (id, tenant_id, name) select gen_random_uuid(), ?, 'd' || i"
                                + " from generate_series(1, 450) i",
                        tenant.value());
                // Of a device that there is.
                tx.execute(
                        "update device_metrics set device_id = (select max(id::text)::uuid from devices where tenant_id = ?)"
                                + " where tenant_id = ?",
                        tenant.value(),
                        tenant.value());
                tx.execute(
                        "insert into artifacts (tenant_id, sha256, size_bytes, ready_at, created_at, created_by)"
                                + " values (?, repeat('a', 64), 1, now(), now(), 'ann')",
                        tenant.value());
            });
            var blobs = azurite.blobs();
            var part = cloud.database
                    .owner()
                    .withHandle(tx -> tx.createQuery("select blob from archive_parts where tenant_id = ?")
                            .bind(0, tenant.value())
                            .mapTo(String.class)
                            .one());
            var archived = "archive of " + tenant;
            new BlobArchiveStore(blobs).put(part, Files.writeString(folder.resolve(tenant.toString()), archived), null);
            cloud.database
                    .owner()
                    .useHandle(tx ->
                            tx.execute("update archive_parts set bytes = ? where blob = ?", archived.length(), part));
            var manifest = ("manifest of " + tenant).getBytes(StandardCharsets.UTF_8);
            new BlobManifestStore(blobs).keep(tenant, "sha256:" + Sha256.hex(manifest), manifest);
            new BlobCommandOutputs(blobs)
                    .keep(
                            new CommandOutputs.Place(
                                    tenant,
                                    Enrolled.in(cloud, name(tenant), "till", Map.of())
                                            .id(),
                                    UUID.randomUUID()),
                            ("output of " + tenant).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String name(TenantId tenant) {
        return tenant.equals(acme) ? "acme" : "other";
    }

    /** But for those of an export itself, and of an audit trail, whose rows hang together. */
    private static List<String> tables(Handle tx) {
        return TestDatabase.tablesOfTenants(tx).stream()
                .filter(table -> !table.startsWith("tenant_export") && !table.startsWith("audit_"))
                .toList();
    }

    private String asked() {
        return admin.post("/tenant/exports", null).is(202).text("/id");
    }

    private void run() {
        assertThat(cloud.app.get(ExportTenants.class).run()).isEqualTo(1);
    }

    /** All files of an export by name, each fetched from its link and held against what is said of it. */
    private Map<String, byte[]> files(String export) throws Exception {
        var found = new TreeMap<String, byte[]>();
        var page = "";
        do {
            var answer = admin.get("/tenant/exports/" + export + "/files?limit=20" + page)
                    .is(200);
            for (var file : answer.body().path("items")) {
                if (file.path("name").asText().startsWith("artifacts/")) {
                    found.put(file.path("name").asText(), new byte[0]);
                    continue;
                }
                var bytes = fetched(file.path("url").asText());
                assertThat(bytes).hasSize(file.path("bytes").asInt());
                assertThat(Sha256.hex(bytes)).isEqualTo(file.path("sha256").asText());
                found.put(file.path("name").asText(), bytes);
            }
            page = answer.body().has("nextCursor") ? "&cursor=" + answer.text("/nextCursor") : null;
        } while (page != null);
        return found;
    }

    private static byte[] fetched(String url) throws Exception {
        var answer = http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(url).isEqualTo(200);
        return answer.body();
    }

    private static List<JsonNode> rows(byte[] packed) throws IOException {
        var rows = new ArrayList<JsonNode>();
        var text = new String(
                new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), StandardCharsets.UTF_8);
        for (var line : text.lines().toList()) {
            rows.add(Json.lenient().readTree(line));
        }
        return rows;
    }

    private static Map<String, String> unzipped(byte[] zip) throws IOException {
        var entries = new TreeMap<String, String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    /** Lines of all files of a table or the samples, whatever files they are in. */
    private static Set<String> lines(Map<String, byte[]> files, Pattern names) throws IOException {
        var lines = new TreeSet<String>();
        for (var file : files.entrySet()) {
            if (names.matcher(file.getKey()).matches()) {
                for (var row : rows(file.getValue())) {
                    assertThat(lines.add(row.toString())).as("once: " + row).isTrue();
                }
            }
        }
        return lines;
    }

    private long count(String table, TenantId tenant) {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select count(*) from " + table + " where tenant_id = ?")
                        .bind(0, tenant.value())
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void somebody_has_decided_about_every_table_and_every_column_that_may_hold_a_secret() throws Exception {
        var leftOut = new TreeSet<String>();
        for (var one : manifest(Map.of()).path("leftOut")) {
            assertThat(one.path("why").asText()).isNotBlank();
            leftOut.add(one.path("table").asText()
                    + (one.hasNonNull("column") ? "." + one.path("column").asText() : ""));
        }
        cloud.database.owner().useHandle(tx -> {
            for (var table : TestDatabase.tablesOfTenants(tx)) {
                assertThat(TAKEN.contains(table) ^ leftOut.contains(table))
                        .as("Is " + table + " taken along? Say so here, or in LeftOut why not.")
                        .isTrue();
                var columns = tx.createQuery("select attname from pg_attribute where attrelid = :table::regclass"
                                + " and attnum > 0 and not attisdropped")
                        .bind("table", table)
                        .mapTo(String.class)
                        .list();
                for (var column : columns) {
                    var name = table + "." + column;
                    if (TAKEN.contains(table) && SECRET.matcher(column).find()) {
                        assertThat(HARMLESS.contains(name) ^ leftOut.contains(name))
                                .as("Is " + name + " a secret? Say so in LeftOut, or here that it is none.")
                                .isTrue();
                    }
                }
            }
        });
    }

    private JsonNode manifest(Map<String, byte[]> known) throws Exception {
        var files = known;
        if (files.isEmpty()) {
            var export = asked();
            run();
            files = files(export);
        }
        return Json.lenient().readTree(files.get("manifest.json"));
    }

    @Test
    void every_row_of_the_tenant_is_there_once_and_none_of_another() throws Exception {
        fill();
        var export = asked();
        run();
        var files = files(export);
        for (var table : TAKEN) {
            var names = table.equals("device_metrics")
                    ? "samples/\\d{4}-\\d\\d-\\d\\d(-\\d+)?\\.ndjson\\.gz"
                    : "tables/" + table + "(-\\d+)?\\.ndjson\\.gz";
            assertThat(lines(files, Pattern.compile(names)))
                    .as(table)
                    .hasSize((int) count(table, acme))
                    .isNotEmpty()
                    .allMatch(line -> line.contains(acme.toString()))
                    .noneMatch(line -> line.contains(other.toString()));
        }
        assertThat(rows(files.get("tables/device_keys.ndjson.gz")))
                .isNotEmpty()
                .allMatch(row -> row.has("created_at") && !row.has("hash"));
        assertThat(rows(files.get("tables/tenants.ndjson.gz"))).singleElement().satisfies(row -> {
            assertThat(row.path("name").asText()).isEqualTo("acme");
            assertThat(row.path("created_at").asText())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?\\+00:00");
        });
        assertThat(unzipped(files.get("manifests.zip")).values()).containsExactly("manifest of " + acme);
        assertThat(unzipped(files.get("command-outputs.zip")).values()).containsExactly("output of " + acme);
        assertThat(files.entrySet().stream()
                        .filter(file -> file.getKey().startsWith("archive/"))
                        .map(file -> new String(file.getValue(), StandardCharsets.UTF_8)))
                .containsExactly("archive of " + acme);
        assertThat(files.keySet().stream().filter(name -> name.startsWith("artifacts/")))
                .hasSize(1);
        var audit = AuditFile.check(
                new BufferedReader(new InputStreamReader(
                        new ByteArrayInputStream(files.get("audit.jsonl")), StandardCharsets.UTF_8)),
                Optional.empty());
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.tenant()).isEqualTo(acme.toString());
        assertThat(audit.rows()).isPositive();

        var manifest = manifest(files);
        assertThat(manifest.at("/export/tenant/name").asText()).isEqualTo("acme");
        assertThat(manifest.at("/export/formatVersion").asInt()).isEqualTo(1);
        var listed = new TreeMap<String, String>();
        manifest.path("files")
                .forEach(file -> listed.put(
                        file.path("name").asText(), file.path("sha256").asText()));
        assertThat(listed.keySet()).isEqualTo(without(files.keySet(), "manifest.json"));
        files.forEach((name, bytes) -> {
            if (listed.containsKey(name) && !name.startsWith("artifacts/")) {
                assertThat(listed.get(name)).as(name).isEqualTo(Sha256.hex(bytes));
            }
        });
        assertThat(manifest.path("files")
                        .valueStream()
                        .filter(file -> file.path("name").asText().startsWith("tables/"))
                        .map(file -> file.path("readAt").asText())
                        .distinct())
                .as("the tables are of one moment")
                .hasSize(1);
        var export1 = admin.get("/tenant/exports/" + export).is(200);
        assertThat(export1.text("/status")).isEqualTo("Completed");
        assertThat(export1.body().path("files").asInt()).isEqualTo(files.size());
    }

    private static Set<String> without(Set<String> names, String one) {
        var left = new TreeSet<>(names);
        left.remove(one);
        return left;
    }

    @Test
    void a_tenant_that_has_nothing_takes_that_along() throws Exception {
        var export = asked();
        run();
        var files = files(export);
        assertThat(files.keySet()).contains("manifest.json", "audit.jsonl", "tables/devices.ndjson.gz");
        assertThat(rows(files.get("tables/devices.ndjson.gz"))).isEmpty();
        assertThat(files.keySet())
                .noneMatch(name -> name.endsWith(".zip") || name.startsWith("samples/") || name.startsWith("archive/"));
    }

    @Test
    void a_run_that_was_cut_off_anywhere_is_gone_on_with() throws Exception {
        fill();
        var calls = new AtomicInteger();
        var until = new AtomicInteger();
        Runnable step = () -> {
            if (calls.incrementAndGet() > until.get()) {
                throw new Killed();
            }
        };
        var export = asked();
        int cuts = 0;
        var job = stored(cloud.instance())
                .with(Transactions.class, new CutOff(cloud.database.database(), step))
                .get(ExportTenants.class);
        while (!status(export).equals("Completed")) {
            calls.set(0);
            assertThat(until.addAndGet(3)).isLessThan(ENOUGH);
            try {
                int unused = job.run();
            } catch (Killed killed) {
                cuts++;
            }
            // Whoever was killed gives nothing back.
            cloud.clock.advance(Duration.ofMinutes(2));
        }
        assertThat(cuts).as("it was cut off often enough to mean something").isGreaterThan(10);
        var files = files(export);
        for (var table : TAKEN) {
            var names = table.equals("device_metrics") ? "samples/.*" : "tables/" + table + "(-\\d+)?\\.ndjson\\.gz";
            assertThat(lines(files, Pattern.compile(names))).as(table).hasSize((int) count(table, acme));
        }
        assertThat(without(files.keySet(), "manifest.json"))
                .isEqualTo(new TreeSet<>(manifest(files)
                        .path("files")
                        .valueStream()
                        .map(file -> file.path("name").asText())
                        .toList()));
    }

    @Test
    void what_takes_longer_than_a_turn_goes_on_in_another_file_and_other_tenants_get_theirs_between() throws Exception {
        fill();
        var export = asked();
        var theirs = cloud.person("other", "Admin")
                .post("/tenant/exports", null)
                .is(202)
                .text("/id");
        var order = new ArrayList<String>();
        var store = new BlobExportStore(azurite.blobs(), cloud.clock);
        InstantSource hasty = () -> {
            cloud.clock.advance(Duration.ofMillis(300));
            return cloud.clock.instant();
        };
        var job = stored(cloud.instance())
                .with(InstantSource.class, hasty)
                .with(ExportStore.class, new Noting(store, place -> order.add(name(place.tenant()))))
                .get(ExportTenants.class);
        for (int i = 0; i < 200 && !status(export).equals("Completed"); i++) {
            int unused = job.run();
        }
        assertThat(status(export)).isEqualTo("Completed");
        assertThat(order.indexOf("other")).isLessThan(order.lastIndexOf("acme"));
        var files = files(export);
        assertThat(files).containsKeys("tables/devices.ndjson.gz", "tables/devices-2.ndjson.gz");
        for (var table : TAKEN) {
            var names = table.equals("device_metrics") ? "samples/.*" : "tables/" + table + "(-\\d+)?\\.ndjson\\.gz";
            assertThat(lines(files, Pattern.compile(names))).as(table).hasSize((int) count(table, acme));
        }
        admin.get("/tenant/exports/" + theirs).isProblem(404, "not-found");
    }

    private String status(String export) {
        return admin.get("/tenant/exports/" + export).is(200).text("/status");
    }

    /** Tells which export each file is begun of. */
    private record Noting(ExportStore real, Consumer<Place> begun) implements ExportStore {
        @Override
        public Upload begin(Place place, String name) {
            begun.accept(place);
            return real.begin(place, name);
        }

        @Override
        public URI link(Place place, String name, Instant until) {
            return real.link(place, name, until);
        }

        @Override
        public int delete(Place place, int atMost) {
            return real.delete(place, atMost);
        }
    }

    /** No exception: nothing that runs afterwards learns of it. */
    private static final class Killed extends Error {
        Killed() {
            super("killed", null, false, false);
        }
    }
}
