package io.signalbeam.functions.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.adapter.blob.BlobExportStore;
import io.signalbeam.functions.adapter.blob.BlobLogStore;
import io.signalbeam.functions.adapter.blob.BlobTenantBlobs;
import io.signalbeam.functions.adapter.blob.BlobTenantFiles;
import io.signalbeam.functions.exports.ExportStore.Place;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.tenants.RemoveTenants;
import io.signalbeam.functions.tenants.TenantFiles;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestAzurite;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who asks for exports and when, what becomes of their files, and how they end. */
class ExportsIT {
    private static TestAzurite azurite;

    private TestCloud cloud;
    private TenantId acme;
    private TestApi admin;
    private TestApi root;
    private BlobExportStore store;

    @BeforeAll
    static void start() {
        azurite = TestAzurite.start();
    }

    @AfterAll
    static void stop() {
        azurite.close();
    }

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        acme = cloud.tenant("acme");
        cloud.tenant("other");
        admin = cloud.person("acme", "Admin");
        root = cloud.platformAdministrator();
        store = new BlobExportStore(azurite.blobs(), cloud.clock);
        cloud.app
                .with(ExportStore.class, store)
                .with(TenantBlobs.class, new BlobTenantBlobs(azurite.blobs()))
                .with(TenantFiles.class, new BlobTenantFiles(azurite.blobs(), azurite.blobs()));
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private String ask() {
        return admin.post("/tenant/exports", null).is(202).text("/id");
    }

    private int run() {
        return cloud.app.get(ExportTenants.class).run();
    }

    /** How many; they are gone then. */
    private int filesThere(String export) {
        return store.delete(new Place(acme, UUID.fromString(export)), 1000);
    }

    private static int status(String url) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void there_is_one_at_a_time_and_each_step_of_people_is_on_record() {
        var asked = admin.post("/tenant/exports", null).is(202);
        assertThat(asked.text("/status")).isEqualTo("Pending");
        var second = admin.post("/tenant/exports", null).isProblem(409, "export-under-way");
        assertThat(second.text("/detail")).contains(asked.text("/id"));
        admin.get("/tenant/exports/" + asked.text("/id") + "/files").isProblem(409, "export-without-files");
        cloud.person("other", "Admin").post("/tenant/exports", null).is(202);

        assertThat(run()).isEqualTo(2);
        var whole = admin.get("/tenant/exports/" + asked.text("/id")).is(200);
        assertThat(whole.text("/status")).isEqualTo("Completed");
        assertThat(whole.body().path("bytes").asLong()).isPositive();
        admin.get("/tenant/exports/" + asked.text("/id") + "/files?limit=5").is(200);
        assertThat(admin.get("/tenant/exports").is(200).texts("items", "id")).containsExactly(asked.text("/id"));
        assertThat(admin.get("/audit").is(200).texts("items", "action")).contains("export.create", "export.read");
        cloud.person("other", "Admin")
                .get("/tenant/exports/" + asked.text("/id") + "/files")
                .isProblem(404, "not-found");
    }

    @Test
    void files_are_there_for_seven_days_and_links_for_an_hour() throws Exception {
        var export = ask();
        assertThat(run()).isEqualTo(1);
        var link = admin.get("/tenant/exports/" + export + "/files?limit=1")
                .is(200)
                .text("/items/0/url");
        assertThat(status(link)).isEqualTo(200);
        assertThat(status(link.replaceFirst("/[^/?]+\\?", "/other?"))).isEqualTo(403);

        cloud.clock.advance(ExportTenants.KEPT.minusMinutes(1));
        assertThat(run()).isZero();
        admin.get("/tenant/exports/" + export + "/files").is(200);
        cloud.clock.advance(Duration.ofMinutes(1));
        admin.get("/tenant/exports/" + export + "/files").isProblem(409, "export-without-files");
        assertThat(run()).isZero();
        assertThat(admin.get("/tenant/exports/" + export).is(200).text("/status"))
                .isEqualTo("Expired");
        assertThat(status(link)).isEqualTo(404);
        assertThat(filesThere(export)).isZero();
    }

    @Test
    void the_next_one_takes_the_place_of_the_one_before() {
        var first = ask();
        assertThat(run()).isEqualTo(1);
        cloud.clock.advance(Duration.ofHours(1));
        var second = ask();
        assertThat(run()).isEqualTo(1);
        assertThat(admin.get("/tenant/exports/" + first).is(200).text("/status"))
                .isEqualTo("Expired");
        assertThat(admin.get("/tenant/exports").is(200).texts("items", "id")).containsExactly(second, first);
        assertThat(filesThere(first)).isZero();
        assertThat(filesThere(second)).isPositive();
    }

    @Test
    void of_a_tenant_that_leaves_a_platform_administrator_asks_until_its_removal_begins() throws Exception {
        var exports = "/tenants/" + acme + "/exports";
        root.post(exports, null).isProblem(409, "conflict");
        root.get("/tenants/" + TenantId.random() + "/exports").isProblem(404, "not-found");
        var before = ask();
        root.send("DELETE", "/tenants/" + acme + "?name=acme", null).is(202);
        admin.get("/tenant/exports").isProblem(403, "tenant-required");
        assertThat(root.post(exports, null).isProblem(409, "export-under-way").text("/detail"))
                .contains(before);
        assertThat(run()).as("what was asked for before is made").isEqualTo(1);
        var link = root.get(exports + "/" + before + "/files?limit=1").is(200).text("/items/0/url");
        assertThat(status(link)).isEqualTo(200);
        var export = root.post(exports, null).is(202).text("/id");
        assertThat(run()).isEqualTo(1);
        assertThat(root.get(exports).is(200).texts("items", "id")).containsExactlyInAnyOrder(export, before);
        assertThat(root.get(exports + "/" + export).is(200).text("/status")).isEqualTo("Completed");

        cloud.clock.advance(Duration.ofDays(30));
        var remove = cloud.app.get(RemoveTenants.class);
        assertThat(remove.run()).isZero();
        root.post(exports, null).isProblem(409, "conflict");
        root.get(exports + "/" + export + "/files").isProblem(409, "conflict");
        cloud.clock.advance(Duration.ofMinutes(5));
        assertThat(remove.run()).isZero();
        assertThat(remove.run()).isEqualTo(1);
        assertThat(filesThere(export)).isZero();
        assertThat(root.get(exports).is(200).texts("items", "id")).isEmpty();
    }

    /** What is being written when a removal begins must not appear behind its back. */
    @Test
    void a_removal_that_begins_meanwhile_ends_it() throws Exception {
        var export = ask();
        root.send("DELETE", "/tenants/" + acme + "?name=acme", null).is(202);
        var reached = new BlobTenantBlobs(azurite.blobs());
        new BlobLogStore(azurite.blobs()).append("2030-01-01/" + acme + "/x/y/z/w.log", 0, new byte[] {1});
        var job = cloud.instance()
                .with(ExportStore.class, store)
                .with(TenantBlobs.class, new TenantBlobs() {
                    @Override
                    public Stream<Blob> list(TenantId tenant, Kind kind, String after) {
                        return reached.list(tenant, kind, after);
                    }

                    @Override
                    public InputStream open(Kind kind, Blob blob) {
                        cloud.database
                                .owner()
                                .useHandle(tx -> tx.execute(
                                        "update tenants set removal_begun_at = now() where id = ?", acme.value()));
                        return reached.open(kind, blob);
                    }
                })
                .get(ExportTenants.class);
        assertThat(job.run()).isZero();
        assertThat(root.get("/tenants/" + acme + "/exports/" + export).is(200).text("/status"))
                .isEqualTo("Running");
        var place = new Place(acme, UUID.fromString(export));
        var until = cloud.clock.instant().plus(Duration.ofHours(1));
        assertThat(status(store.link(place, "audit.jsonl", until).toString())).isEqualTo(200);
        assertThat(status(store.link(place, "logs.zip", until).toString())).isEqualTo(404);
        cloud.clock.advance(Duration.ofHours(1));
        assertThat(run()).as("nobody takes it up again").isZero();
    }

    @Test
    void one_that_fails_again_and_again_ends_with_its_reason_and_lets_others_go_on() {
        var export = ask();
        var broken = new TenantBlobs() {
            @Override
            public Stream<Blob> list(TenantId tenant, Kind kind, String after) {
                if (tenant.equals(acme)) {
                    throw new TransientFailure("nobody answers", null);
                }
                return Stream.empty();
            }

            @Override
            public InputStream open(Kind kind, Blob blob) {
                return null;
            }
        };
        var job = cloud.instance()
                .with(ExportStore.class, store)
                .with(TenantBlobs.class, broken)
                .get(ExportTenants.class);
        assertThat(job.run()).isZero();
        cloud.person("other", "Admin").post("/tenant/exports", null).is(202);
        assertThat(job.run()).as("the other's; this one waits a while").isEqualTo(1);
        for (int i = 0; i < 9; i++) {
            assertThat(admin.get("/tenant/exports/" + export).is(200).text("/status"))
                    .isEqualTo("Running");
            cloud.clock.advance(Duration.ofMinutes(10));
            assertThat(job.run()).isZero();
        }
        var failed = admin.get("/tenant/exports/" + export).is(200);
        assertThat(failed.text("/status")).isEqualTo("Failed");
        assertThat(failed.text("/failure")).contains("10 times");
        assertThat(run()).isZero();
        assertThat(filesThere(export)).as("nothing is left of it").isZero();
        admin.post("/tenant/exports", null).is(202);
    }
}
