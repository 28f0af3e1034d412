package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.access.Operation.Access;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that a device's key reaches, tried with another device's id wherever one fits: a device of the same tenant,
 * and one of another. What comes over Event Hubs is tried in {@code TakeTelemetryIT} and {@code TakeReportsIT} (a source
 * that is not the publisher), and the publisher's path itself where the broker is.
 */
class DeviceSpeaksForItselfIT {
    private static TestCloud cloud;
    private static Enrolled self;
    private static Enrolled neighbour;
    private static Enrolled stranger;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        cloud.tenant("other");
        self = Enrolled.in(cloud, "acme", "self", Map.of());
        neighbour = Enrolled.in(cloud, "acme", "neighbour", Map.of());
        stranger = Enrolled.in(cloud, "other", "stranger", Map.of());
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    /** One way to name another device, and what comes of it. */
    record Attempt(Operation operation, String path, Object body, int status, String code) {}

    private static Stream<Attempt> attempts() {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.access() == Access.DEVICE)
                .flatMap(operation -> Stream.of(neighbour, stranger).map(other -> attempt(operation, other.id())));
    }

    /** Exhaustive by the default: an operation that is new to devices must say here what it does with another's id. */
    private static Attempt attempt(Operation operation, DeviceId other) {
        return switch (operation) {
            case HEARTBEAT ->
                new Attempt(
                        operation,
                        "/devices/" + other + "/heartbeat",
                        Map.of(
                                "eventId",
                                UuidV7.random(),
                                "at",
                                cloud.clock.instant(),
                                "metrics",
                                Map.of("cpuPercent", 99)),
                        403,
                        "device-mismatch");
            case POST_REPORT -> new Attempt(operation, "/agent/reports", report(other), 403, "device-mismatch");
            case ROTATE_OWN_KEY ->
                new Attempt(
                        operation,
                        "/agent/keys/rotate",
                        Map.of(
                                "keyId", DeviceKey.random(other).keyId(),
                                "hash", CredentialHash.of(new byte[32]).encoded()),
                        400,
                        "validation-failed");
            // What a device may have is decided by its own desired state, which names none here.
            case DELIVER_SECRETS ->
                new Attempt(
                        operation,
                        "/agent/secrets?deviceId=" + other,
                        Map.of("generation", 1, "names", List.of("a-neighbours"), "deviceId", other.toString()),
                        403,
                        "secret-not-desired");
            case ADDRESS_ARTIFACT ->
                new Attempt(operation, "/agent/artifacts/" + "0".repeat(64), null, 403, "artifact-not-desired");
            case KEEP_COMMAND_OUTPUT ->
                new Attempt(operation, "/agent/commands/" + command(other) + "/output", "mine now", 404, "not-found");
            // These take no id at all; one that is slipped in is passed over.
            case GET_OWN_DEVICE -> new Attempt(operation, "/devices/me?id=" + other, null, 200, "");
            case POLL_DESIRED_STATE -> new Attempt(operation, "/agent/desired-state?deviceId=" + other, null, 200, "");
            case LEASE ->
                new Attempt(operation, "/agent/lease?deviceId=" + other, Map.of("deviceId", other.toString()), 200, "");
            default -> throw new AssertionError(operation + " is not tried with another device's id yet");
        };
    }

    private static String command(DeviceId device) {
        return cloud.person(device.equals(stranger.id()) ? "other" : "acme", "Admin")
                .post("/devices/" + device + "/commands", Map.of("kind", "Refresh"))
                .is(201)
                .text("/id");
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void an_id_of_another_device_gets_nothing(Attempt attempt) {
        var before = rows();
        var answer = cloud.device(self.key()).send(attempt.operation().method(), attempt.path(), attempt.body());
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(attempt.status());
        if (attempt.status() >= 400) {
            answer.isProblem(attempt.status(), attempt.code());
        } else {
            assertThat(answer.body().toString())
                    .contains(self.id().toString())
                    .doesNotContain(neighbour.id().toString())
                    .doesNotContain(stranger.id().toString());
        }
        assertThat(rows()).as("nothing of another device has changed").isEqualTo(before);
    }

    @Test
    void a_lease_is_good_for_the_devices_own_publisher_path_on_either_hub() {
        var lease = cloud.device(self.key()).post("/agent/lease", null).is(200);
        for (var hub : List.of("telemetry", "reports")) {
            var connection = lease.text("/" + hub + "/connectionString");
            assertThat(connection)
                    .contains("%2Fdevice-" + hub + "%2Fpublishers%2F" + self.id() + "&")
                    .endsWith("EntityPath=device-" + hub + "/publishers/" + self.id() + ";UseDevelopmentEmulator=true");
        }
    }

    @Test
    void naming_another_tenant_is_refused() {
        var other = cloud.person("other", "Admin").get("/me").is(200).text("/tenant/id");
        for (var path : List.of("/agent/desired-state", "/devices/me")) {
            cloud.device(self.key()).with("x-tenant-id", other).get(path).isProblem(403, "tenant-mismatch");
        }
    }

    /** People's operations take no device key, whichever device it is about. */
    @ParameterizedTest
    @EnumSource(Operation.class)
    void a_devices_key_opens_nothing_of_peoples(Operation operation) {
        if (operation.access() == Access.DEVICE || operation.access() == Access.ANYONE) {
            return;
        }
        var path = operation
                .path()
                .replace("{bundleId}", "some-bundle")
                .replace("{version}", "1.0.0")
                .replace("{deviceId}", self.id().toString())
                .replace("{commandId}", self.id().toString())
                .replace("{exportId}", self.id().toString())
                .replaceAll("(?<=/bundles/)\\{id}", "some-bundle")
                .replace("{id}", self.id().toString())
                .replaceAll("\\{[a-zA-Z0-9]+}", "some-thing");
        var body = operation.method().equals("GET") || operation.method().equals("DELETE") ? null : "{}";
        TestApi device = cloud.device(self.key());
        device.send(operation.method(), path, body).isProblem(401, "authentication-required");
        device.with("authorization", "Bearer " + self.key())
                .send(operation.method(), path, body)
                .isProblem(401, "token-invalid");
    }

    private static Map<String, Object> report(DeviceId of) {
        return Map.of(
                "schema", 1,
                "deviceId", of.toString(),
                "sequence", 1_000_000,
                "observedGeneration", 1,
                "at", cloud.clock.instant(),
                "agent", Map.of("version", "9", "os", "linux", "arch", "arm64", "hostname", "forged"),
                "bundles", List.of(),
                "containers", List.of());
    }

    private static List<String> rows() {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("""
                                select d::text || s::text from devices d join device_state s on s.device_id = d.id
                                where d.id in (:neighbour, :stranger)
                                union all select k::text from device_keys k where device_id in (:neighbour, :stranger)
                                union all select e::text from device_events e where device_id in (:neighbour, :stranger)
                                order by 1
                                """)
                        .bind("neighbour", neighbour.id().value())
                        .bind("stranger", stranger.id().value())
                        .mapTo(String.class)
                        .list());
    }
}
