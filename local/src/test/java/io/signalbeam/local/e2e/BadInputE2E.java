package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.fleet.CloudClient.Answer;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not get in, tried from outside on the whole system; no engine is needed. */
class BadInputE2E {
    @TempDir
    static Path folder;

    private static TestCloud cloud;
    private static Api admin;
    private static Api stranger;
    private static Api nobody;

    @BeforeAll
    static void start() throws Exception {
        cloud = TestCloud.start(folder);
        admin = cloud.admin("alpha");
        stranger = cloud.admin("beta");
        nobody = Api.nobody(cloud.api());
    }

    @AfterAll
    static void stop() throws Exception {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void what_is_done_to_the_audit_trail_behind_the_apps_back_is_found() throws Exception {
        admin.post("/groups", Map.of("name", "audited")).ok();
        // The timer of the host seals the rows and writes down in Blob Storage how far they go.
        Eventually.check(() -> {
            var report = admin.get("/audit/verify").ok();
            assertThat(report.path("sound").asBoolean()).as(report.toString()).isTrue();
            assertThat(report.path("anchors").asInt()).isPositive();
        });
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var statement = connection.createStatement()) {
            statement.execute("alter table audit_log disable trigger append_only");
            var altered = statement.executeUpdate("update audit_log set actor = 'nobody' where action = 'group.create'"
                    + " and details ->> 'name' = 'audited'");
            assertThat(altered).isEqualTo(1);
            statement.execute("alter table audit_log enable trigger append_only");
        }
        var findings = admin.get("/audit/verify").ok().path("findings");
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).path("kind").asText()).isEqualTo("Altered");
    }

    @Test
    void a_token_that_is_used_up_revoked_expired_or_made_up_lets_no_device_in() throws Exception {
        var once = admin.enrollmentToken(Map.of("maxUses", 1));
        nobody.enroll(once, "first");
        refused(enroll(once), 401, "enrollment-token-used-up");

        var created = admin.post("/enrollment-tokens", Map.of()).ok();
        admin.delete("/enrollment-tokens/" + created.path("id").asText());
        refused(enroll(created.path("token").asText()), 401, "enrollment-token-revoked");

        var old = admin.post("/enrollment-tokens", Map.of()).ok();
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var update = connection.prepareStatement(
                        "update enrollment_tokens set expires_at = now() - interval '1 s' where id = ?::uuid")) {
            update.setString(1, old.path("id").asText());
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        refused(enroll(old.path("token").asText()), 401, "enrollment-token-expired");

        var real = admin.enrollmentToken(Map.of());
        var madeUp = real.substring(0, real.length() - 6) + "AAAAAA";
        refused(enroll(madeUp), 401, "enrollment-token-invalid");
        refused(enroll("sbe_nonsense"), 401, "enrollment-token-invalid");
    }

    @Test
    void another_tenants_device_is_not_there() throws Exception {
        var device = nobody.enroll(admin.enrollmentToken(Map.of()), "private")
                .path("deviceId")
                .asText();

        for (var path : List.of("", "/events", "/metrics", "/desired-state", "/reported-state", "/bundles")) {
            refused(stranger.get("/devices/" + device + path), 404, "not-found");
        }
        refused(stranger.patch("/devices/" + device, Map.of("name", "mine")), 404, "not-found");
        refused(stranger.delete("/devices/" + device), 404, "not-found");
        assertThat(names(stranger.get("/devices").ok())).doesNotContain("private");
        assertThat(names(admin.get("/devices").ok())).contains("private");
    }

    @Test
    void a_device_speaks_for_itself_alone() throws Exception {
        var token = admin.enrollmentToken(Map.of());
        var one = nobody.enroll(token, "one");
        var other = nobody.enroll(token, "other");
        var device = Api.device(cloud.api(), one.path("deviceKey").asText());

        var body = Map.of("eventId", UuidV7.random().toString(), "at", Json.format(Instant.now()), "metrics", Map.of());
        refused(
                device.post("/devices/" + other.path("deviceId").asText() + "/heartbeat", body),
                403,
                "device-mismatch");
        refused(device.get("/devices"), 401, null);

        var lease = device.post("/agent/lease", null).as(LeaseResponse.class);
        var own = lease.telemetry().connectionString();
        var foreignPath = own.replaceFirst(
                "EntityPath=.*?(?=;|$)",
                "EntityPath=device-telemetry/publishers/"
                        + other.path("deviceId").asText());
        var tampered = own.replace(
                one.path("deviceId").asText(), other.path("deviceId").asText());
        var wholeHub = own.replaceFirst("EntityPath=.*?(?=;|$)", "EntityPath=device-telemetry");
        for (var connection : List.of(foreignPath, tampered, wholeHub)) {
            try (var producer =
                    new EventHubClientBuilder().connectionString(connection).buildProducerClient()) {
                assertThatThrownBy(() -> producer.send(List.of(new EventData("{}"))))
                        .isInstanceOfSatisfying(
                                AmqpException.class,
                                refusal -> assertThat(refusal.isTransient()).isFalse());
            }
        }
    }

    @Test
    void each_wrong_field_of_a_manifest_is_named() throws Exception {
        var wrong = new TreeMap<String, Object>(Map.of(
                "containers[0].name", "Not A Label",
                "containers[0].image", "UPPER/case::1",
                "containers[0].ports[0].container", 70_000,
                "containers[0].env.9LIVES", "x",
                "containers[0].volumes[0].path", "relative",
                "containers[0].restart.policy", "sometimes",
                "containers[0].dependsOn[0]", "nobody",
                "containers[0].stopGraceSeconds", -1,
                "containers[0].surprise", true,
                "version", "one"));
        for (var field : wrong.entrySet()) {
            var answer = admin.post("/bundles/shop/versions", manifest(field.getKey(), field.getValue()));

            refused(answer, 400, "validation-failed");
            assertThat(StreamSupport.stream(answer.body().path("errors").spliterator(), false)
                            .map(error -> error.path("field").asText()))
                    .as("errors for %s", field.getKey())
                    .contains(field.getKey());
        }
    }

    @Test
    void bad_telemetry_is_parked_with_its_reason_and_the_rest_of_its_batch_is_stored() throws Exception {
        var token = admin.enrollmentToken(Map.of());
        var enrolled = nobody.enroll(token, "sensor");
        var victim =
                DeviceId.parse(nobody.enroll(token, "victim").path("deviceId").asText());
        var device = DeviceId.parse(enrolled.path("deviceId").asText());
        var lease = Api.device(cloud.api(), enrolled.path("deviceKey").asText())
                .post("/agent/lease", null)
                .as(LeaseResponse.class);

        var events = new ArrayList<EventData>();
        events.add(metrics(device, Instant.now()));
        events.add(new EventData("{ this is not JSON"));
        events.add(metrics(victim, Instant.now()));
        events.add(metrics(device, Instant.now().plus(Duration.ofHours(1))));
        events.add(new EventData(
                ("{\"filler\":\"" + "x".repeat(TelemetryEvent.MAX_BYTES) + "\"}").getBytes(StandardCharsets.UTF_8)));
        events.add(metrics(device, Instant.now().minusSeconds(5)));
        try (var producer = new EventHubClientBuilder()
                .connectionString(lease.telemetry().connectionString())
                .buildProducerClient()) {
            producer.send(events);
        }

        Eventually.check(() -> {
            var parked = admin.get("/parked-events").ok().path("items");
            assertThat(StreamSupport.stream(parked.spliterator(), false)
                            .filter(event -> event.path("publisher").asText().equals(device.toString()))
                            .map(event -> event.path("reason").asText()))
                    .containsExactlyInAnyOrder("malformed", "forged-source", "time-in-future", "oversized");
        });
        Eventually.check(() -> assertThat(samples(device)).isEqualTo(2));
        assertThat(samples(victim)).isZero();
        assertThat(stranger.get("/parked-events").ok().path("items")).isEmpty();
    }

    @Test
    void a_publisher_loses_nothing_while_the_key_of_its_lease_ends() throws Exception {
        var enrolled = nobody.enroll(admin.enrollmentToken(Map.of()), "publisher");
        var device = DeviceId.parse(enrolled.path("deviceId").asText());
        var api = Api.device(cloud.api(), enrolled.path("deviceKey").asText());
        var before = api.post("/agent/lease", null).as(LeaseResponse.class);
        refused(admin.post("/publisher-key/rotate", Map.of("endLeases", true)), 403, "role-required");
        int sent = 0;
        try (var open = producer(before)) {
            open.send(List.of(metrics(device, Instant.now().minusSeconds(++sent))));
            // The real way: the app regenerates both keys of the policy by Azure Resource Manager's REST API.
            Api.person(cloud.api(), cloud.local().token("pat"))
                    .post("/publisher-key/rotate", Map.of("endLeases", true))
                    .ok();
            open.send(List.of(metrics(device, Instant.now().minusSeconds(++sent))));
        }
        try (var late = producer(before)) {
            assertThatThrownBy(() -> late.send(List.of(metrics(device, Instant.now()))))
                    .isInstanceOf(AmqpException.class);
        }
        try (var fresh = producer(api.post("/agent/lease", null).as(LeaseResponse.class))) {
            fresh.send(List.of(metrics(device, Instant.now().minusSeconds(++sent))));
        }
        int all = sent;
        Eventually.check(() -> assertThat(samples(device)).isEqualTo(all));
        assertThat(admin.get("/audit?action=publisher-key.rotate").ok().path("items"))
                .hasSize(1);

        // Neither key is anywhere but where keys are kept.
        var written = new CanarySearch(List.of(folder.resolve("logs")), cloud.ownerUrl());
        for (var name : List.of("eventhubs-publishers", "eventhubs-publishers-secondary")) {
            var key = Files.readString(folder.resolve("secrets").resolve(name)).strip();
            assertThat(written.places(key)).as(name).isEmpty();
        }
    }

    private static EventHubProducerClient producer(LeaseResponse lease) {
        return new EventHubClientBuilder()
                .connectionString(lease.telemetry().connectionString())
                .retryOptions(new AmqpRetryOptions().setMaxRetries(0))
                .buildProducerClient();
    }

    private static EventData metrics(DeviceId source, Instant at) {
        var sample = new MetricsSample(
                60L, 12.5, 1L << 30, 2L << 30, null, null, null, null, null, null, null, Map.of(), List.of());
        return new EventData(
                Json.writeBytes(TelemetryEvent.of(UuidV7.at(at), source, TelemetryEvent.TYPE_METRICS, at, sample)));
    }

    private static long samples(DeviceId device) throws Exception {
        try (var connection = DriverManager.getConnection(cloud.ownerUrl());
                var query = connection.prepareStatement("select count(*) from device_metrics where device_id = ?")) {
            query.setObject(1, device.value());
            try (var result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static Answer enroll(String token) throws Exception {
        return nobody.post(
                "/agent/enroll",
                Map.of(
                        "token", token,
                        "requestId", UuidV7.random().toString(),
                        "facts", Map.of("version", "1", "os", "linux", "arch", "amd64", "hostname", "h")));
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as("status of %s", answer.body()).isEqualTo(status);
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.body().path("title").asText()).isNotBlank();
        if (code != null) {
            assertThat(answer.body().path("code").asText()).isEqualTo(code);
        }
    }

    private static List<String> names(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .map(device -> device.path("name").asText())
                .toList();
    }

    /** A manifest that is right but for one field. */
    private static Map<String, Object> manifest(String field, Object value) {
        var container = new TreeMap<String, Object>(Map.of("name", "app", "image", "app:1"));
        var manifest = new TreeMap<String, Object>(Map.of("bundleId", "shop", "version", "1.0.0"));
        switch (field) {
            case "containers[0].ports[0].container" -> container.put("ports", List.of(Map.of("container", value)));
            case "containers[0].env.9LIVES" -> container.put("env", Map.of("9LIVES", value));
            case "containers[0].volumes[0].path" ->
                container.put("volumes", List.of(Map.of("name", "data", "path", value)));
            case "containers[0].restart.policy" -> container.put("restart", Map.of("policy", value));
            case "containers[0].dependsOn[0]" -> container.put("dependsOn", List.of(value));
            case "version" -> manifest.put("version", value);
            default -> container.put(field.substring(field.lastIndexOf('.') + 1), value);
        }
        manifest.put("containers", List.of(container));
        return manifest;
    }
}
