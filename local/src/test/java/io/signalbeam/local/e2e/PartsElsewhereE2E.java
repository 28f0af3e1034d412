package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.app.FunctionsHostMain;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each part that speaks one of Azure's protocols, or a database's or sign-in's, can be somebody else's by settings alone. */
class PartsElsewhereE2E {
    private static final Path SAMPLE = TestCloud.ROOT.resolve("local.settings.sample.json");

    @TempDir
    static Path folder;

    private static LocalCa ca;
    private static SSLContext before;
    private static Elsewhere elsewhere;

    @BeforeAll
    static void start() throws Exception {
        ca = LocalCa.open(state().resolve("secrets"));
        before = trust(ca.clientContext());
        elsewhere = new Elsewhere(folder.resolve("elsewhere"), ca);
    }

    @AfterAll
    static void stop() throws Exception {
        SSLContext.setDefault(before);
        if (elsewhere != null) {
            elsewhere.close();
        }
    }

    /** For the device's own connection over TLS. */
    private static SSLContext trust(SSLContext context) throws NoSuchAlgorithmException {
        var former = SSLContext.getDefault();
        SSLContext.setDefault(context);
        return former;
    }

    private static Path state() {
        return folder.resolve("cloud");
    }

    @Test
    void everything_is_elsewhere_by_connection_strings_and_keys() throws Exception {
        var settings = everything();
        settings.put("EventHubConnection", elsewhere.brokerConnection());
        settings.put("CosmosConnection__accountKey", Elsewhere.COSMOS_KEY);
        try (var cloud = TestCloud.start(state(), settings)) {
            works(cloud, "keys", null);
        }
    }

    @Test
    void everything_is_elsewhere_by_identity_and_over_tls() throws Exception {
        var settings = everything();
        var namespace = "localhost:" + elsewhere.broker.tlsPort();
        settings.put("EventHubConnection__fullyQualifiedNamespace", namespace);
        settings.put("EventHubConnection__credential", "managedidentity");
        try (var cloud = TestCloud.start(state(), settings)) {
            works(cloud, "identity", "sb://" + namespace);
        }
    }

    @Test
    void settings_that_cannot_work_together_are_refused_before_anything_starts() {
        assertThatThrownBy(() -> TestCloud.start(
                        folder.resolve("refused"), Map.of("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")))
                .hasMessageContaining("KeyVaultUri is needed");
        assertThat(folder.resolve("refused/data")).doesNotExist();
    }

    @Test
    void the_sample_of_local_settings_is_all_that_a_host_needs() throws Exception {
        var file = folder.resolve("local.settings.json");
        Files.writeString(file, Json.write(Map.of("IsEncrypted", false, "Values", sampleHere())));
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        var builder = Jvm.sameClasses(
                        List.of(),
                        FunctionsHostMain.class,
                        List.of(Elsewhere.STAGED.toString(), Integer.toString(port), file.toString()))
                .redirectOutput(folder.resolve("host.log").toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        try (var host = ChildProcess.start("The host", builder, ChildProcess.Ask.SIGNAL, Duration.ofSeconds(40))) {
            var api = Api.nobody(URI.create("http://127.0.0.1:" + port));
            Eventually.check(() -> {
                assertThat(host.isAlive()).as(() -> log("host.log")).isTrue();
                assertThat(api.get("/health/live").status()).isEqualTo(200);
            });
            Eventually.check(() -> {
                var ready = api.get("/health/ready");
                assertThat(ready.status())
                        .as(() -> String.valueOf(ready.body()))
                        .isEqualTo(200);
            });
        }
    }

    private static Map<String, String> everything() {
        var settings = new HashMap<>(elsewhere.signIn());
        settings.putAll(elsewhere.managedIdentity());
        settings.put("PostgresUrl", elsewhere.postgres.appUrl());
        settings.put("PostgresServiceUrl", elsewhere.postgres.serviceUrl());
        settings.put("AzureWebJobsStorage", elsewhere.azurite.connectionString());
        settings.put("BlobConnection", elsewhere.azurite.connectionString());
        settings.put(
                "CosmosConnection__accountEndpoint", elsewhere.cosmos.endpoint().toString());
        settings.put("KeyVaultUri", elsewhere.vault.uri().toString());
        return settings;
    }

    /** A person makes a tenant, a device enrols, is given a bundle and sends a measurement; and all of it is elsewhere. */
    private static void works(TestCloud cloud, String tenant, @Nullable String tlsEndpoint) throws Exception {
        assertThat(state().resolve("data"))
                .as("what the local cloud keeps itself")
                .doesNotExist();
        var platform = Api.person(cloud.api(), elsewhere.openId.token("pat"));
        platform.post(
                        "/tenants",
                        Map.of(
                                "name",
                                tenant,
                                "issuer",
                                elsewhere.openId.issuer().toString(),
                                "claimValue",
                                tenant,
                                "admin",
                                Map.of("subject", "admin-of-" + tenant)))
                .ok();
        var admin = Api.person(
                cloud.api(),
                elsewhere.openId.token("admin-of-" + tenant, Duration.ofHours(1), Map.of("tenant", tenant)));
        var enrolled = admin.enroll(admin.enrollmentToken(Map.of()), "device-of-" + tenant);
        var device = DeviceId.parse(enrolled.path("deviceId").asText());
        var blobs = blobs();
        var version = admin.post("/bundles/shop/versions", manifest(tenant)).ok();
        admin.post("/devices/" + device + "/bundles", Map.of("bundleId", "shop", "version", "1.0.0"))
                .ok();

        Eventually.check(() -> assertThat(elsewhere
                        .twin(device)
                        .path("desired")
                        .path("bundles")
                        .path(0)
                        .path("version")
                        .asText())
                .isEqualTo("1.0.0"));
        assertThat(version).isNotNull();
        assertThat(blobs()).isGreaterThan(blobs);

        Api.device(cloud.api(), enrolled.path("deviceKey").asText()).sendSample(device, tlsEndpoint);
        Eventually.check(() -> assertThat(elsewhere.rows(device)).isEqualTo(1));
    }

    private static long blobs() {
        var manifests = new BlobServiceClientBuilder()
                .connectionString(elsewhere.azurite.connectionString())
                .buildClient()
                .getBlobContainerClient("manifests");
        return manifests.exists() ? manifests.listBlobs().stream().count() : 0;
    }

    /** Content-addressed, so that each tenant's differs. */
    private static Map<String, Object> manifest(String tenant) {
        return Map.of(
                "bundleId",
                "shop",
                "version",
                "1.0.0",
                "containers",
                List.of(Map.of("name", "app", "image", "ghcr.io/example/" + tenant + ":1")));
    }

    /** The sample with the addresses and secrets of the parts that run here; whatever else it says stays. */
    private static Map<String, String> sampleHere() throws Exception {
        JsonNode sample = Json.lenient().readTree(Files.readString(SAMPLE));
        var here = new HashMap<>(everything());
        here.put("EventHubConnection", elsewhere.brokerConnection());
        here.put("JAVA_TOOL_OPTIONS", String.join(" ", ca.jvmOptions()) + " -DCOSMOS.DISABLE_IMDS_ACCESS=true");
        var values = new LinkedHashMap<String, String>();
        sample.path("Values").properties().forEach(entry -> {
            var value = entry.getValue().asText();
            boolean ofThisMachine = value.contains("localhost")
                    || value.contains("127.0.0.1")
                    || value.contains("<.beam/")
                    || value.contains("UseDevelopmentStorage");
            values.put(entry.getKey(), ofThisMachine ? here.getOrDefault(entry.getKey(), value) : value);
        });
        assertThat(values.values()).noneMatch(value -> value.contains("<.beam/"));
        return values;
    }

    private static String log(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
