package io.signalbeam.local.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.cosmos.CosmosStandIn;
import io.signalbeam.local.eventhubs.Config;
import io.signalbeam.local.eventhubs.Config.HubSpec;
import io.signalbeam.local.eventhubs.Config.Tls;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.keyvault.KeyVaultStandIn;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.openid.LocalOpenId;
import io.signalbeam.local.openid.Person;
import io.signalbeam.local.postgres.LocalPostgres;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that the function app needs, set up as a deployment does it, and no local cloud. */
final class Elsewhere implements AutoCloseable {
    static final Path STAGED = TestCloud.ROOT.resolve("functions/target/azure-functions/signalbeam-functions");
    static final String COSMOS_KEY = "Y29zbW9zLWtleS1mb3ItdGVzdHMtb2Ytd2hhdC1pcy1lbHNld2hlcmU=";
    private static final Policy FUNCTIONS =
            new Policy("functions", "ZnVuY3Rpb25zLWtleS1mb3ItdGVzdHM=", Set.of(Right.SEND, Right.LISTEN));
    private static final Policy PUBLISHERS =
            new Policy("publishers", "cHVibGlzaGVycy1rZXktZm9yLXRlc3Rz", Set.of(Right.SEND));

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Path folder;
    private final LocalCa ca;
    final ManagedIdentityStandIn identity;
    final LocalPostgres postgres;
    final LocalAzurite azurite;
    final EventHubsBroker broker;
    final CosmosStandIn cosmos;
    final KeyVaultStandIn vault;
    final LocalOpenId openId;

    /** @param ca the authority of this machine, which the local cloud trusts as it trusts the public ones */
    Elsewhere(Path folder, LocalCa ca) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.ca = ca;
        var secrets = folder.resolve("secrets");
        var node = NodeServices.installed(TestCloud.ROOT.resolve("local/services"));
        try {
            identity = keep(ManagedIdentityStandIn.start(secrets, 0));
            postgres = keep(LocalPostgres.start(folder.resolve("postgres"), secrets, 0));
            migrate();
            azurite = keep(LocalAzurite.start(node, folder.resolve("azurite"), LocalAzurite.Ports.FREE));
            broker = keep(EventHubsBroker.start(Config.in(
                            folder.resolve("eventhubs"),
                            List.of(new HubSpec("device-telemetry", 2), new HubSpec("device-reports", 1)),
                            List.of(FUNCTIONS, PUBLISHERS))
                    .withTls(new Tls(0, ca.serverKeys(), ca.password()))
                    .withBearer(token -> identity.verify(token, "https://eventhubs.azure.net"))));
            cosmos = keep(CosmosStandIn.start(
                    new CosmosStandIn.Settings(folder.resolve("cosmos"), 0, ca, COSMOS_KEY, identity)));
            cosmos.provide("signalbeam", "twins");
            vault = keep(KeyVaultStandIn.start(folder.resolve("keyvault"), 0, ca, identity));
            seedVault();
            openId = keep(LocalOpenId.start(
                    node,
                    folder.resolve("openid"),
                    new LocalOpenId.Settings(
                            0,
                            Person.readAll(TestCloud.ROOT.resolve("local/services/people.json")),
                            List.of(URI.create("http://127.0.0.1:1/")),
                            true)));
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        running.push(part);
        return part;
    }

    /** As docs/running-locally.md says for a database elsewhere. */
    private void migrate() throws Exception {
        var log = folder.resolve("migrations.log");
        var builder = Jvm.command(
                        List.of(),
                        STAGED + "/*:" + STAGED + "/lib/*",
                        "io.signalbeam.functions.app.Migrate",
                        List.of(postgres.ownerUrl()))
                .redirectOutput(log.toFile());
        try (var program =
                ChildProcess.start("The migrations", builder, ChildProcess.Ask.SIGNAL, Duration.ofMinutes(1))) {
            if (program.waitFor() != 0) {
                throw new AssertionError(Files.readString(log));
            }
        }
    }

    private void seedVault() throws Exception {
        var secret = Json.write(Map.of("keyName", PUBLISHERS.name(), "key", PUBLISHERS.key()));
        var answer = ask(HttpRequest.newBuilder(vault.uri().resolve("/secrets/eventhub-publisher-key?api-version=7.5"))
                .header("authorization", "Bearer " + identity.token(KeyVaultStandIn.RESOURCE))
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofString(Json.write(Map.of("value", secret)))));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    /** The document of a device, asked of Cosmos DB itself. */
    JsonNode twin(DeviceId device) throws Exception {
        var token = "type=aad&ver=1.0&sig=" + identity.token("https://localhost");
        var answer = ask(HttpRequest.newBuilder(cosmos.endpoint().resolve("/dbs/signalbeam/colls/twins/docs/" + device))
                .header("authorization", URLEncoder.encode(token, StandardCharsets.UTF_8))
                .header("x-ms-documentdb-partitionkey", "[\"" + device + "\"]")
                .header("x-ms-version", "2018-12-31"));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return Json.lenient().readTree(answer.body());
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(ca.clientContext())
                .build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    long rows(DeviceId device) throws Exception {
        try (var connection = DriverManager.getConnection(postgres.ownerUrl());
                var query = connection.prepareStatement("select count(*) from device_metrics where device_id = ?")) {
            query.setObject(1, device.value());
            try (var result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    String brokerConnection() {
        return broker.connectionString(FUNCTIONS);
    }

    /** The platform's administrator, and the sign-in that names him. */
    Map<String, String> signIn() {
        return Map.of(
                "SIGNALBEAM_OIDC_ISSUERS",
                Json.write(List.of(Map.of(
                        "issuer",
                        openId.issuer().toString(),
                        "audience",
                        LocalOpenId.AUDIENCE,
                        "tenantClaim",
                        "tenant",
                        "rolesClaim",
                        "roles"))),
                "SIGNALBEAM_PLATFORM_ADMINS",
                openId.issuer() + "#pat");
    }

    Map<String, String> managedIdentity() {
        return Map.of(
                "IDENTITY_ENDPOINT",
                identity.endpoint(),
                "IDENTITY_HEADER",
                identity.header(),
                "AZURE_TOKEN_CREDENTIALS",
                "ManagedIdentityCredential");
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
