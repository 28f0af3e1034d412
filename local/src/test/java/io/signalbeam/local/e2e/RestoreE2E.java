package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.files.FileTree;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runbook "Restore the database, and prove it" of docs/operations.md: a backup and the log of PostgreSQL bring back a
 * moment of the past, while twins, blobs and hubs have gone on.
 */
class RestoreE2E {
    private static final String TENANT = "alpha";

    @TempDir
    Path folder;

    private final int base = Ports.freeBlock();
    private TestCloud cloud;
    private Api admin;

    @AfterEach
    void stop() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void a_moment_of_the_past_comes_back_and_the_fleet_follows_it() throws Exception {
        cloud = TestCloud.at(state(), base);
        cloud.admin(TENANT);
        cloud.close();
        copy(data(), folder.resolve("backup"));
        start();
        var kept = admin.enroll(admin.enrollmentToken(Map.of()), "till-1");
        var device = DeviceId.parse(kept.path("deviceId").asText());
        var till = Api.device(cloud.api(), kept.path("deviceKey").asText());
        publish("1.0.0");
        publish("2.0.0");
        admin.assign(device, "shop", "1.0.0");
        Eventually.check(() -> assertThat(versionOf(till)).isEqualTo("1.0.0"));
        till.sendSample(device, null);
        Eventually.check(() -> assertThat(rows(device)).isEqualTo(1));
        var moment = now();

        // What the restore takes back.
        admin.assign(device, "shop", "2.0.0");
        Eventually.check(() -> assertThat(versionOf(till)).isEqualTo("2.0.0"));
        long generation = desired(till).path("generation").asLong();
        till.sendSample(device, null);
        Eventually.check(() -> assertThat(rows(device)).isEqualTo(2));
        admin.enroll(admin.enrollmentToken(Map.of()), "till-2");
        Eventually.check(() -> assertThat(unsealed()).isZero());
        cloud.close();

        restore(moment);
        readTheHubsAnew();
        start();

        assertThat((Iterable<JsonNode>) admin.get("/devices").ok().path("items"))
                .extracting(one -> one.path("name").asText())
                .containsExactly("till-1");
        assertThat(admin.get("/audit/verify").ok().path("sound").asBoolean()).isTrue();
        assertThat(versionOf(till)).as("the twin is ahead").isEqualTo("2.0.0");
        Api.person(cloud.api(), cloud.local().token("pat"))
                .post("/tenants/" + tenantId() + "/rebuild-twins", null)
                .ok();
        Eventually.check(() -> assertThat(versionOf(till)).isEqualTo("1.0.0"));
        assertThat(desired(till).path("generation").asLong()).isGreaterThan(generation);
        Eventually.check(() -> assertThat(rows(device)).as("of the hub").isEqualTo(2));
    }

    private Path state() {
        return folder.resolve("cloud");
    }

    private Path data() {
        return state().resolve("data/postgres/data");
    }

    private void start() throws Exception {
        cloud = TestCloud.at(state(), base);
        admin = Api.person(cloud.api(), cloud.openId("admin-of-" + TENANT, TENANT));
    }

    private String tenantId() throws Exception {
        return admin.get("/me").ok().path("tenant").path("id").asText();
    }

    private void publish(String version) throws Exception {
        admin.post(
                        "/bundles/shop/versions",
                        Map.of(
                                "bundleId",
                                "shop",
                                "version",
                                version,
                                "containers",
                                List.of(Map.of("name", "app", "image", "ghcr.io/example/shop:" + version))))
                .ok();
    }

    private static JsonNode desired(Api device) throws Exception {
        return device.get("/agent/desired-state").ok();
    }

    private static String versionOf(Api device) throws Exception {
        return desired(device).at("/bundles/0/version").asText();
    }

    private long rows(DeviceId device) throws SQLException {
        return Long.parseLong(ask("select count(*) from device_metrics where device_id = '" + device + "'"));
    }

    private long unsealed() throws SQLException {
        return Long.parseLong(ask("select count(*) from audit_unsealed"));
    }

    /** By the server's own clock, which is the one that the log bears. */
    private String now() throws SQLException {
        return ask("select clock_timestamp()");
    }

    private String ask(String question) throws SQLException {
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var statement = connection.createStatement();
                var row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    /** As Azure does it: the backup, and of the log as much as there was at that moment. */
    private void restore(String moment) throws IOException {
        var log = folder.resolve("log");
        copy(data().resolve("pg_wal"), log);
        FileTree.delete(data());
        copy(folder.resolve("backup"), data());
        Files.createFile(data().resolve("recovery.signal"));
        Files.writeString(
                data().resolve("postgresql.auto.conf"), """
                restore_command = 'cp "%s/%%f" "%%p"'
                recovery_target_time = '%s'
                recovery_target_action = 'promote'
                hot_standby = off
                """.formatted(log, moment), StandardOpenOption.APPEND);
    }

    private void readTheHubsAnew() {
        var azurite = LocalAzurite.start(
                NodeServices.installed(TestCloud.ROOT.resolve("local/services")),
                state().resolve("data/azurite"),
                LocalAzurite.Ports.FREE);
        try (azurite) {
            new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    .buildClient()
                    .deleteBlobContainer("azure-webjobs-eventhub");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
