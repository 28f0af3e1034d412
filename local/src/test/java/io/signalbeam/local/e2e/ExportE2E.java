package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.app.Ports;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants take along what is theirs: by the command line, over a functions host that is killed meanwhile, and when they leave. */
class ExportE2E {
    private static final int EVENTS = 600_000;

    @TempDir
    Path folder;

    private int base;
    private TestCloud cloud;

    @Test
    @SuppressWarnings("try") // The fleet lives for as long as the block; nobody asks it anything.
    void tenants_take_everything_along_whatever_happens_meanwhile() throws Exception {
        base = Ports.freeBlock();
        cloud = TestCloud.at(folder.resolve("cloud"), base);
        try {
            String id;
            try (var fleet = cloud.demo(3)) {
                id = killedMeanwhile();
            }
            anotherTenant(id);
            leaving(id);
        } finally {
            cloud.close();
        }
    }

    /** In the middle of a table that takes a while, and as nobody can notice. */
    private String killedMeanwhile() throws Exception {
        var ada = ada();
        Eventually.check(() -> assertThat(samples()).isPositive());
        var id = ada.get("/me").ok().at("/tenant/id").asText();
        sql("insert into device_events (id, tenant_id, device_id, at, type, severity, message)"
                + " select uuid_v7(), d.tenant_id, d.id, now() - i * interval '1 second', 'Probe', 'Info', md5(i::text)"
                + " from (select * from devices where tenant_id = '" + id + "' limit 1) d, generate_series(1, " + EVENTS
                + ") i");
        var export = ada.post("/tenant/exports", null).ok().path("id").asText();
        Eventually.check(() -> assertThat(
                        ada.get("/tenant/exports/" + export).ok().path("files").asInt())
                .isGreaterThan(10));
        assertThat(ProcessHandle.of(cloud.local().functions().pid())
                        .orElseThrow()
                        .destroyForcibly())
                .isTrue();
        cloud.close();
        cloud = TestCloud.at(folder.resolve("cloud"), base);
        assertThat(ada().get("/tenant/exports/" + export).ok().path("status").asText())
                .as("it was killed in the middle")
                .isEqualTo("Running");

        var taken = export(cloud.openId("ada", "demo"), "taken");
        assertThat(taken.at("/export/id").asText()).as("the one that was begun").isEqualTo(export);
        var manifest = manifest("taken");
        assertThat(manifest.at("/export/tenant/name").asText()).isEqualTo("demo");
        var events = manifest.path("files")
                .valueStream()
                .filter(file -> file.path("name").asText().startsWith("tables/device_events"))
                .mapToLong(file -> file.path("rows").asLong())
                .sum();
        assertThat(events).isGreaterThanOrEqualTo(EVENTS);
        assertThat(lines("taken/tables/devices.ndjson.gz")).hasSize(3);
        assertThat(files("taken"))
                .anyMatch(name -> name.startsWith("samples/"))
                .contains("manifests.zip", "audit.jsonl");
        var verified = ran(
                List.of(
                        "bash",
                        "./beam",
                        "verify-audit",
                        folder.resolve("taken/audit.jsonl").toString()),
                Map.of());
        assertThat(verified).contains("nothing was altered, removed or moved");
        return id;
    }

    private void anotherTenant(String demo) throws Exception {
        var admin = cloud.admin("small");
        export(cloud.openId("admin-of-small", "small"), "small");
        assertThat(lines("small/tables/devices.ndjson.gz")).isEmpty();
        for (var file : files("small")) {
            if (file.endsWith(".gz")) {
                assertThat(lines("small/" + file)).as(file).noneMatch(line -> line.contains(demo));
            }
        }
        admin.get("/tenant/exports").ok();
    }

    private void leaving(String id) throws Exception {
        var pat = cloud.local().token("pat");
        Api.person(cloud.api(), pat).delete("/tenants/" + id + "?name=demo").ok();
        export(pat, "left", "--tenant", id);
        assertThat(lines("left/tables/devices.ndjson.gz")).hasSize(3);
    }

    private Api ada() {
        return Api.person(cloud.api(), cloud.openId("ada", "demo"));
    }

    private JsonNode export(String token, String to, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                "node",
                "cli/signalbeam.mjs",
                "export",
                "--json",
                "--to",
                folder.resolve(to).toString()));
        command.addAll(List.of(more));
        return Json.lenient()
                .readTree(ran(
                        command,
                        Map.of(
                                "SIGNALBEAM_API",
                                cloud.api() + "/api",
                                "SIGNALBEAM_TOKEN",
                                token,
                                "SIGNALBEAM_POLL_SECONDS",
                                "1")));
    }

    private String ran(List<String> command, Map<String, String> environment) throws Exception {
        var said = folder.resolve("said");
        var builder =
                new ProcessBuilder(command).directory(TestCloud.ROOT.toFile()).redirectError(said.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(text + Files.readString(said)).isZero();
        return text;
    }

    private JsonNode manifest(String taken) throws IOException {
        return Json.lenient().readTree(folder.resolve(taken + "/manifest.json").toFile());
    }

    private List<String> lines(String file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(folder.resolve(file)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private List<String> files(String taken) throws IOException {
        var root = folder.resolve(taken);
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private long samples() throws SQLException {
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var any = connection.createStatement();
                var rows = any.executeQuery("select count(*) from device_metrics")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var any = connection.createStatement()) {
            any.execute(statement);
        }
    }
}
