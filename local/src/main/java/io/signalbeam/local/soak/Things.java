package io.signalbeam.local.soak;

import com.azure.core.util.BinaryData;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.storage.blob.BlobClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.openid.LocalOpenId;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the things of one tenant that operations are tried on. For one thread. */
final class Things {
    static final String VERSION = "1.0.0";
    static final String REPOSITORY = "acme/shop";
    private static final Duration OLD = Duration.ofDays(3);
    private static final Duration SIGNED_IN = Duration.ofHours(12);
    private static final int POISON = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pair NOBODY = new Pair("accept", "*/*");

    private final ApiClient client;
    private final LocalOpenId openId;
    private final String tenant;
    private final Pair platform;
    private final Pair admin;
    private final String enrollmentToken;
    private final Deque<String> parked = new ArrayDeque<>();
    private int count;

    record Device(String id, Pair key) {}

    /**
     * Makes the tenant, too.
     *
     * @param tenant a name that is free
     * @throws IOException when the API refuses
     */
    Things(ApiClient client, LocalOpenId openId, String tenant) throws IOException, InterruptedException {
        this.client = client;
        this.openId = openId;
        this.tenant = tenant;
        this.platform = bearer(openId.token("pat", SIGNED_IN, Map.of()));
        newTenant(tenant);
        this.admin = adminOf(tenant);
        this.enrollmentToken = client.done("POST", "/enrollment-tokens", admin, Map.of())
                .path("token")
                .asText();
    }

    private static Pair bearer(String token) {
        return new Pair("authorization", "Bearer " + token);
    }

    Pair platform() {
        return platform;
    }

    Pair admin() {
        return admin;
    }

    Pair adminOf(String name) {
        return bearer(openId.token("admin-of-" + name, SIGNED_IN, Map.of("tenant", name)));
    }

    String issuer() {
        return openId.issuer().toString();
    }

    String enrollmentToken() {
        return enrollmentToken;
    }

    String name(String kind) {
        return tenant + "-" + kind + "-" + ++count;
    }

    /** The id of a new one. */
    String newTenant(String name) throws IOException, InterruptedException {
        var wish = Map.of(
                "name", name, "issuer", issuer(), "claimValue", name, "admin", Map.of("subject", "admin-of-" + name));
        return client.done("POST", "/tenants", platform, wish).path("id").asText();
    }

    /** The id of one that has left, and can come back. */
    String leavingTenant() throws IOException, InterruptedException {
        var name = name("leaving");
        var id = newTenant(name);
        client.done("DELETE", "/tenants/" + id + "?name=" + name, platform, null);
        return id;
    }

    /** One with all its files, at a path of exports. */
    String wholeExport(String exports, Pair credential) throws IOException, InterruptedException {
        var path = exports + "/"
                + client.done("POST", exports, credential, null).path("id").asText();
        for (var end = Instant.now().plus(PATIENCE); ; Thread.sleep(100)) {
            client.runTimer("export-tenants");
            var export = client.done("GET", path, credential, null);
            if (export.path("status").asText().equals("Completed")) {
                return export.path("id").asText();
            }
            if (Instant.now().isAfter(end)) {
                throw new IOException("an export does not end: " + export);
            }
        }
    }

    static Map<String, String> facts() {
        return Map.of("version", "0.1.0", "os", "linux", "arch", "amd64", "hostname", "fuzz");
    }

    Device device() throws IOException, InterruptedException {
        var answer = client.done(
                "POST",
                "/agent/enroll",
                NOBODY,
                Map.of(
                        "token",
                        enrollmentToken,
                        "requestId",
                        UuidV7.random().toString(),
                        "name",
                        name("device"),
                        "labels",
                        Map.of("env", "prod"),
                        "facts",
                        facts(),
                        "encryptionKey",
                        encryptionKey()));
        return new Device(
                answer.path("deviceId").asText(),
                new Pair("x-api-key", answer.path("deviceKey").asText()));
    }

    private static String encryptionKey() {
        try {
            var pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java knows no X25519", e);
        }
    }

    String group() throws IOException, InterruptedException {
        return created("/groups", Map.of("name", name("group")));
    }

    String groupBySelector() throws IOException, InterruptedException {
        return created("/groups", Map.of("name", name("group"), "selector", "env=nowhere"));
    }

    /** A bundle without a version. */
    String emptyBundle() throws IOException, InterruptedException {
        return created("/bundles", Map.of("id", name("bundle")));
    }

    /** A bundle with the version {@link #VERSION}. */
    String bundle(Map<String, String> secrets) throws IOException, InterruptedException {
        var id = name("bundle");
        var container = new HashMap<String, Object>(Map.of("name", "app", "image", "app:1"));
        if (!secrets.isEmpty()) {
            container.put("secrets", secrets);
        }
        publish(id, Map.of("containers", List.of(container)));
        return id;
    }

    private void publish(String id, Map<String, Object> what) throws IOException, InterruptedException {
        var manifest = new HashMap<>(what);
        manifest.putAll(Map.of("bundleId", id, "version", VERSION));
        client.done("POST", "/bundles/" + id + "/versions", admin, manifest);
    }

    void assign(String kind, String id, String bundle) throws IOException, InterruptedException {
        client.done("POST", "/" + kind + "/" + id + "/bundles", admin, Map.of("bundleId", bundle, "version", VERSION));
    }

    void join(String group, String device) throws IOException, InterruptedException {
        client.done("POST", "/groups/" + group + "/members", admin, Map.of("deviceIds", List.of(device)));
    }

    /** That no file has. */
    static String hash() {
        return (UuidV7.random().toString() + UuidV7.random()).replace("-", "");
    }

    /** One whose bytes nobody brings. */
    String artifact() throws IOException, InterruptedException {
        var hash = hash();
        client.done("POST", "/artifacts", admin, Map.of("sha256", hash, "sizeBytes", 1));
        return hash;
    }

    /** One whose bytes are there, and whether that is so nobody has asked yet. */
    String artifactBrought() throws IOException, InterruptedException {
        var bytes = BinaryData.fromString(name("artifact"));
        var hash = Sha256.hex(bytes.toBytes());
        var begun = client.done("POST", "/artifacts", admin, Map.of("sha256", hash, "sizeBytes", bytes.getLength()));
        new BlobClientBuilder()
                .endpoint(begun.at("/upload/url").asText())
                .buildClient()
                .upload(bytes, true);
        return hash;
    }

    /** One that this device's desired state names. */
    String artifactFor(Device device) throws IOException, InterruptedException {
        var hash = artifactBrought();
        var size = client.done("POST", "/artifacts/" + hash + "/complete", admin, null)
                .path("sizeBytes");
        var id = name("bundle");
        publish(
                id,
                Map.of(
                        "containers",
                        List.of(Map.of("name", "app", "image", "app:1")),
                        "artifacts",
                        List.of(Map.of("name", "file", "sha256", hash, "sizeBytes", size, "path", "/f"))));
        assign("devices", device.id(), id);
        return hash;
    }

    /** The host of a registry that there is a login for. */
    String registry() throws IOException, InterruptedException {
        var host = name("registry") + ".example";
        client.done("PUT", "/registry-credentials/" + host, admin, Map.of("username", "puller", "password", "x"));
        return host;
    }

    String command(String device) throws IOException, InterruptedException {
        return created("/devices/" + device + "/commands", Map.of("kind", "Refresh", "expiresInSeconds", 30));
    }

    /** One of which there is a text. */
    String commandWithOutput(Device device) throws IOException, InterruptedException {
        var id = command(device.id());
        var answer = client.send(new FuzzRequest(
                "PUT",
                "/agent/commands/" + id + "/output",
                List.of(),
                List.of(device.key(), new Pair("content-type", "text/plain")),
                FuzzRequest.utf8("a line"),
                List.of(),
                false));
        if (!answer.isSuccess()) {
            throw new IOException("an output was answered " + answer.status() + ": " + answer.body());
        }
        return id;
    }

    String rollout() throws IOException, InterruptedException {
        return rollout(bundle(Map.of()), device().id(), Map.of());
    }

    /** One whose only wave waits for an approval. */
    String rolloutThatWaits() throws IOException, InterruptedException {
        return rollout(bundle(Map.of()), device().id(), Map.of("waves", List.of(Map.of("approval", true))));
    }

    private String rollout(String bundle, String device, Map<String, Object> how)
            throws IOException, InterruptedException {
        var wish = new HashMap<>(how);
        wish.putAll(Map.of("bundleId", bundle, "version", VERSION, "target", Map.of("deviceIds", List.of(device))));
        return created("/rollouts", wish);
    }

    /** One whose only device runs the version, and which is watched now. */
    String rolloutThatSoaks() throws IOException, InterruptedException {
        var bundle = bundle(Map.of());
        var device = device();
        var id = rollout(bundle, device.id(), Map.of("waves", List.of(Map.of("soakSeconds", 86_400))));
        var report = new HashMap<String, Object>(Map.of(
                "schema", 1,
                "deviceId", device.id(),
                "sequence", 1,
                "observedGeneration", 1_000_000,
                "at", Json.format(Instant.now()),
                "agent", facts(),
                "containers", List.of()));
        report.put("bundles", List.of(Map.of("bundleId", bundle, "version", VERSION, "state", "Running")));
        client.done("POST", "/agent/reports", device.key(), report);
        // After either of them the rollout moves on at once.
        client.done("POST", "/rollouts/" + id + "/pause", admin, null);
        client.done("POST", "/rollouts/" + id + "/resume", admin, null);
        return id;
    }

    String oneEnrollmentToken() throws IOException, InterruptedException {
        return created("/enrollment-tokens", Map.of());
    }

    String accessToken() throws IOException, InterruptedException {
        return created("/access-tokens", Map.of("name", name("token"), "expiresInDays", 1));
    }

    String deployTrust() throws IOException, InterruptedException {
        return created(
                "/deploy-trusts",
                Map.of(
                        "name",
                        name("trust"),
                        "issuer",
                        issuer(),
                        "repository",
                        REPOSITORY,
                        "ref",
                        "refs/heads/main",
                        "bundles",
                        List.of("shop")));
    }

    /** Somebody with a role by name. */
    String person() throws IOException, InterruptedException {
        return created("/people", Map.of("subject", name("somebody"), "role", "Viewer"));
    }

    String secret() throws IOException, InterruptedException {
        var name = name("secret");
        client.done("PUT", "/secrets/" + name, admin, Map.of("value", "open sesame"));
        return name;
    }

    /** A provider's token for a run of a pipeline, good once. */
    String pipelineToken() {
        return openId.token(
                "repo:" + REPOSITORY + ":ref:refs/heads/main",
                Duration.ofMinutes(10),
                Map.of(
                        "repository",
                        REPOSITORY,
                        "ref",
                        "refs/heads/main",
                        "jti",
                        UuidV7.random().toString()));
    }

    /** A device whose desired state names that secret. */
    Device deviceWith(String secret) throws IOException, InterruptedException {
        var device = device();
        assign("devices", device.id(), bundle(Map.of("TOKEN", secret)));
        return device;
    }

    /** What the API says of something new in a collection. */
    JsonNode made(String path, JsonNode body) throws IOException, InterruptedException {
        return client.done("POST", path, admin, body);
    }

    void remove(String path) throws IOException, InterruptedException {
        client.done("DELETE", path, admin, null);
    }

    /** The first page of a collection. */
    JsonNode listed(String path) throws IOException, InterruptedException {
        return client.done("GET", path, admin, null);
    }

    /** An event that cannot be taken, and that nobody had from here before. Some are made at once: the way is long. */
    String parkedEvent() throws IOException, InterruptedException {
        if (parked.isEmpty()) {
            var sender = device();
            var lease = client.done("POST", "/agent/lease", sender.key(), null);
            try (var producer = new EventHubClientBuilder()
                    .connectionString(lease.at("/telemetry/connectionString").asText())
                    .buildProducerClient()) {
                producer.send(Collections.nCopies(POISON, new EventData("no event at all")));
            }
            awaitParked(sender);
        }
        return parked.removeFirst();
    }

    /** A day of which a sample is in the archive: older than the tenant keeps samples, and younger than ingest takes them. */
    String archivedDay() throws IOException, InterruptedException {
        var at = Instant.now().minus(OLD);
        var sender = device();
        client.done(
                "POST",
                "/devices/" + sender.id() + "/heartbeat",
                sender.key(),
                Map.of("eventId", UuidV7.random().toString(), "at", at.toString(), "metrics", Map.of("cpuPercent", 1)));
        client.done("PATCH", "/tenant", admin, Map.of("rawRetentionDays", 1));
        for (var end = Instant.now().plus(PATIENCE); ; Thread.sleep(100)) {
            client.runTimer("keep-archive");
            var days = listed("/archive/days").path("items");
            if (!days.isEmpty()) {
                return days.path(0).path("day").asText();
            }
            if (Instant.now().isAfter(end)) {
                throw new IOException("a sample of " + at + " does not come into the archive");
            }
        }
    }

    private void awaitParked(Device sender) throws IOException, InterruptedException {
        for (var end = Instant.now().plus(PATIENCE); parked.size() < POISON; Thread.sleep(100)) {
            if (Instant.now().isAfter(end)) {
                throw new IOException(
                        "of " + POISON + " events that cannot be taken " + parked.size() + " were parked");
            }
            parked.clear();
            listed("/parked-events?limit=" + POISON + "&deviceId=" + sender.id())
                    .path("items")
                    .forEach(event -> parked.add(event.path("id").asText()));
        }
    }

    private String created(String path, Object wish) throws IOException, InterruptedException {
        return client.done("POST", path, admin, wish).path("id").asText();
    }
}
