package io.signalbeam.local.app;

import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.cosmos.CosmosStandIn;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.keyvault.KeyVaultStandIn;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.openid.LocalOpenId;
import io.signalbeam.local.postgres.LocalPostgres;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.local.web.WebService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole cloud on this machine. Parts start in the order in which they need one another, and stop in the reverse; a
 * part whose setting is in the environment already is neither started nor needed.
 */
public final class LocalCloud implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCloud.class);

    private final CloudOptions options;
    private final Progress progress;
    private final Ports ports;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final CloudSettings settings;

    private String ownerUrl = "";
    private FunctionsProcess functions;
    private LocalOpenId openId;

    @SuppressWarnings("NullAway.Init") // What start() fills in before anyone has the object.
    private LocalCloud(CloudOptions options, Progress progress, Map<String, String> environment) throws IOException {
        this.options = options;
        this.progress = progress;
        OwnerOnly.directory(options.state());
        OwnerOnly.directory(options.secrets());
        this.ports = Ports.allocate(options.state().resolve("ports.json"), options.portBase());
        this.settings = new CloudSettings(environment);
    }

    /**
     * Starts everything.
     *
     * @param environment what is set from outside; a setting in it takes the place of a local part
     * @throws Exception whatever kept a part from starting; the parts that had started are stopped again
     */
    public static LocalCloud start(CloudOptions options, Progress progress, Map<String, String> environment)
            throws Exception {
        var cloud = new LocalCloud(options, progress, environment);
        try {
            cloud.startParts();
            return cloud;
        } catch (Exception | Error e) {
            cloud.close();
            throw e;
        }
    }

    private void startParts() throws Exception {
        var ca = progress.step("certificates", () -> LocalCa.open(options.secrets()));
        settings.trust(ca);
        if (settings.missing("PostgresUrl")) {
            progress.step("PostgreSQL", this::startPostgres);
            progress.step("database schema", this::migrate);
        }
        var node = NodeServices.installed(options.root().resolve("local/services"));
        if (settings.missing("AzureWebJobsStorage")) {
            progress.step("blobs (Azurite)", () -> startBlobs(node));
        }
        var identity = progress.step("managed identity", () -> startIdentity());
        if (settings.missing("EventHubConnection") && settings.missing("EventHubConnection__fullyQualifiedNamespace")) {
            progress.step("Event Hubs broker", () -> startBroker(ca, identity));
        }
        if (settings.missing("CosmosConnection__accountEndpoint")) {
            progress.step("Cosmos DB", () -> startCosmos(ca, identity));
        }
        if (settings.missing("KeyVaultUri")) {
            progress.step("Key Vault", () -> startKeyVault(ca, identity));
        }
        openId = progress.step("sign-in (OpenID)", () -> startOpenId(node));
        settings.write(options.state().resolve("local.settings.json"));
        functions = progress.step(
                "functions host",
                () -> keep(new FunctionsProcess(options, ports.of(Service.API), settings.values(), ca)));
        if (Files.isDirectory(options.root().resolve("web/dist"))) {
            progress.step("web app", this::startWeb);
        }
    }

    private LocalPostgres startPostgres() {
        var postgres =
                keep(LocalPostgres.start(options.data("postgres"), options.secrets(), ports.of(Service.POSTGRES)));
        ownerUrl = postgres.ownerUrl();
        settings.set("PostgresUrl", postgres.appUrl());
        return postgres;
    }

    private int migrate() throws IOException, InterruptedException {
        var staged = options.stagedApp();
        var classPath = staged + "/*:" + staged + "/lib/*";
        try (var migration = JavaProcess.start(
                options.logs().resolve("migrations.log"),
                Map.of(),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                classPath,
                List.of("io.signalbeam.functions.app.Migrate", ownerUrl))) {
            int status = migration.waitFor();
            if (status != 0) {
                throw new IOException("the migrations failed; see logs/migrations.log");
            }
            return status;
        }
    }

    private LocalAzurite startBlobs(NodeServices node) {
        var azurite = keep(LocalAzurite.start(
                node,
                options.data("azurite"),
                new LocalAzurite.Ports(ports.of(Service.BLOB), ports.of(Service.QUEUE), ports.of(Service.TABLE))));
        settings.set("AzureWebJobsStorage", azurite.connectionString());
        if (settings.missing("BlobConnection") && settings.missing("BlobConnection__serviceUri")) {
            settings.set("BlobConnection", azurite.connectionString());
        }
        return azurite;
    }

    private ManagedIdentityStandIn startIdentity() {
        var identity = keep(ManagedIdentityStandIn.start(options.secrets(), ports.of(Service.IDENTITY)));
        settings.set("IDENTITY_ENDPOINT", identity.endpoint());
        settings.set("IDENTITY_HEADER", identity.header());
        settings.set("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential");
        return identity;
    }

    private EventHubsBroker startBroker(LocalCa ca, ManagedIdentityStandIn identity) {
        return keep(EventHubs.start(options, ports, ca, identity, settings));
    }

    private CosmosStandIn startCosmos(LocalCa ca, ManagedIdentityStandIn identity) {
        var cosmos = keep(CosmosStandIn.start(new CosmosStandIn.Settings(
                options.data("cosmos"),
                ports.of(Service.COSMOS),
                ca,
                standardBase64(OwnerOnly.secret(options.secrets().resolve("cosmos-key"))),
                identity)));
        cosmos.provide("signalbeam", "twins");
        settings.set("CosmosConnection__accountEndpoint", cosmos.endpoint().toString());
        return cosmos;
    }

    private KeyVaultStandIn startKeyVault(LocalCa ca, ManagedIdentityStandIn identity)
            throws IOException, InterruptedException {
        var vault = keep(KeyVaultStandIn.start(options.data("keyvault"), ports.of(Service.KEY_VAULT), ca, identity));
        new VaultSeed(ca, identity)
                .put(vault.uri(), "eventhub-publisher-key", EventHubs.publisherSecret(options.secrets()));
        settings.set("KeyVaultUri", vault.uri().toString());
        return vault;
    }

    private LocalOpenId startOpenId(NodeServices node) {
        var started = keep(OpenId.start(node, options, ports));
        if (settings.missing("SIGNALBEAM_OIDC_ISSUERS")) {
            settings.set(
                    "SIGNALBEAM_OIDC_ISSUERS", OpenId.issuers(started.issuer().toString()));
            settings.set("SIGNALBEAM_PLATFORM_ADMINS", started.issuer() + "#pat");
        }
        return started;
    }

    private WebService startWeb() throws IOException {
        return keep(WebService.start(
                ports.of(Service.WEB),
                options.root().resolve("web/dist"),
                OpenId.webConfig(openId.issuer().toString()),
                api()));
    }

    private <T extends AutoCloseable> T keep(T part) {
        running.push(part);
        return part;
    }

    /** Where the API is, without a path. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + ports.of(Service.API));
    }

    public URI web() {
        return URI.create("http://127.0.0.1:" + ports.of(Service.WEB));
    }

    /** An access token of a demo person. */
    public String token(String subject) {
        return openId.token(subject);
    }

    /** The account's key is in the standard alphabet of Base64; the secrets on disk are in the one for URLs. */
    private static String standardBase64(String secret) {
        return Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(secret));
    }

    public LocalOpenId openId() {
        return openId;
    }

    /** JDBC URL of the schema's owner, for tests that look at what was stored. */
    public String ownerUrl() {
        return ownerUrl;
    }

    /** The functions host, a process of its own. */
    public FunctionsProcess functions() {
        return functions;
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                LOG.warn("A part did not stop cleanly", e);
            }
        }
    }
}
