package io.signalbeam.local.app;

import io.signalbeam.local.app.Ports.Service;
import io.signalbeam.local.arm.ResourceManagerStandIn;
import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.cosmos.CosmosStandIn;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.identity.TokenCheck;
import io.signalbeam.local.insights.InsightsCollector;
import io.signalbeam.local.keyvault.KeyVaultStandIn;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.openid.LocalOpenId;
import io.signalbeam.local.postgres.LocalPostgres;
import io.signalbeam.local.pubsub.WebPubSubStandIn;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.local.web.WebService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole cloud on this machine. Parts start in the order in which they need one another, and stop in the reverse; a
 * part whose setting is in the environment already is neither started nor needed.
 */
public final class LocalCloud implements AutoCloseable {
    /** Settings of which one is enough: a part is elsewhere when any of them is given. */
    private static final String[] HOST_STORAGE = {
        "AzureWebJobsStorage", "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__accountName"
    };

    private static final String PUBLISHER_KEY = "eventhub-publisher-key";
    private static final String[] BLOBS = {"BlobConnection", "BlobConnection__serviceUri"};
    private static final String[] IDENTITY = {"IDENTITY_ENDPOINT", "AZURE_TOKEN_CREDENTIALS"};
    private static final String[] EVENT_HUBS = {"EventHubConnection", "EventHubConnection__fullyQualifiedNamespace"};

    private final CloudOptions options;
    private final Progress progress;
    private final Ports ports;
    private final Parts parts = new Parts();
    private final CloudSettings settings;

    private String ownerUrl = "";
    private FunctionsProcess functions;
    private @Nullable LocalOpenId openId;
    private @Nullable InsightsCollector insights;

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
        checkWhatIsGiven();
        var ca = progress.step("certificates", () -> LocalCa.open(options.secrets()));
        settings.trust(ca);
        if (settings.missing("PostgresUrl")) {
            progress.step("PostgreSQL", this::startPostgres);
            progress.step("database schema", this::migrate);
        }
        if (settings.missing(HOST_STORAGE) || settings.missing(BLOBS)) {
            progress.step("blobs (Azurite)", this::startBlobs);
        }
        var identity = settings.missing(IDENTITY) ? progress.step("managed identity", this::startIdentity) : null;
        if (settings.missing(EVENT_HUBS)) {
            progress.step("Event Hubs broker", () -> startEventHubs(ca, identity));
        }
        if (settings.missing("CosmosConnection__accountEndpoint")) {
            progress.step("Cosmos DB", () -> startCosmos(ca, identity));
        }
        if (identity != null && settings.missing("KeyVaultUri")) {
            progress.step("Key Vault", () -> startKeyVault(ca, identity));
        }
        if (identity != null && settings.missing("PubSubConnection__serviceUri")) {
            progress.step("live updates (Web PubSub)", () -> startPubSub(ca, identity));
        }
        if (settings.missing("SIGNALBEAM_OIDC_ISSUERS")) {
            openId = progress.step("sign-in (OpenID)", this::startOpenId);
        }
        if (options.insights() && settings.missing("APPLICATIONINSIGHTS_CONNECTION_STRING")) {
            insights = progress.step("Application Insights", this::startInsights);
        }
        settings.write(options.state().resolve("local.settings.json"));
        functions = progress.step(
                "functions host",
                () -> parts.keep(new FunctionsProcess(options, ports.of(Service.API), settings.values(), ca)));
        if (Files.isDirectory(options.root().resolve("web/dist"))) {
            progress.step("web app", this::startWeb);
        }
    }

    /** Some parts know their clients by what another part gives out; where that is elsewhere, they must be, too. */
    private void checkWhatIsGiven() {
        if (settings.missing("KeyVaultUri")) {
            if (!settings.missing(IDENTITY)) {
                throw new IllegalStateException(
                        "With IDENTITY_ENDPOINT or AZURE_TOKEN_CREDENTIALS, KeyVaultUri is needed,"
                                + " too: the Key Vault of the local cloud lets in its own identity alone");
            }
            if (!settings.missing("EventHubConnection__fullyQualifiedNamespace")) {
                throw new IllegalStateException(
                        "With EventHubConnection__fullyQualifiedNamespace, KeyVaultUri is needed,"
                                + " too: nothing else could hold the key that devices' tokens are signed with");
            }
        }
    }

    private LocalPostgres startPostgres() {
        var postgres = parts.keep(
                LocalPostgres.start(options.data("postgres"), options.secrets(), ports.of(Service.POSTGRES)));
        ownerUrl = postgres.ownerUrl();
        settings.set("PostgresUrl", postgres.appUrl());
        settings.set("PostgresServiceUrl", postgres.serviceUrl());
        return postgres;
    }

    private boolean migrate() throws IOException, InterruptedException {
        Files.createDirectories(options.logs());
        return new Migrations(
                        options.stagedApp(),
                        options.data("postgres").resolve("migrated"),
                        options.logs().resolve("migrations.log"))
                .apply(ownerUrl);
    }

    private LocalAzurite startBlobs() {
        var azurite = parts.keep(LocalAzurite.start(
                node(),
                options.data("azurite"),
                new LocalAzurite.Ports(ports.of(Service.BLOB), ports.of(Service.QUEUE), ports.of(Service.TABLE))));
        if (settings.missing(HOST_STORAGE)) {
            settings.set("AzureWebJobsStorage", azurite.connectionString());
        }
        if (settings.missing(BLOBS)) {
            settings.set("BlobConnection", azurite.connectionString());
        }
        return azurite;
    }

    private NodeServices node() {
        return NodeServices.installed(options.root().resolve("local/services"));
    }

    private ManagedIdentityStandIn startIdentity() {
        var identity = parts.keep(ManagedIdentityStandIn.start(options.secrets(), ports.of(Service.IDENTITY)));
        settings.set("IDENTITY_ENDPOINT", identity.endpoint());
        settings.set("IDENTITY_HEADER", identity.header());
        settings.set("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential");
        return identity;
    }

    /** Tokens of an identity that is elsewhere cannot be checked here: the local parts then know their clients by keys. */
    private static TokenCheck check(@Nullable ManagedIdentityStandIn identity) {
        return identity == null ? (token, resource) -> false : identity;
    }

    private CosmosStandIn startCosmos(LocalCa ca, @Nullable ManagedIdentityStandIn identity) {
        var key = standardBase64(OwnerOnly.secret(options.secrets().resolve("cosmos-key")));
        var cosmos = parts.keep(CosmosStandIn.start(new CosmosStandIn.Settings(
                options.data("cosmos"), ports.of(Service.COSMOS), ca, key, check(identity))));
        cosmos.provide("signalbeam", "twins");
        settings.set("CosmosConnection__accountEndpoint", cosmos.endpoint().toString());
        if (identity == null) {
            settings.set("CosmosConnection__accountKey", key);
        }
        return cosmos;
    }

    /** The broker, and the place where the keys of its policy are looked after, if an identity of ours may come there. */
    private EventHubsBroker startEventHubs(LocalCa ca, @Nullable ManagedIdentityStandIn identity) {
        var publishers = EventHubs.publishers(options.secrets());
        var broker = parts.keep(EventHubs.start(options, ports, ca, check(identity), publishers, settings));
        if (identity != null && settings.missing("SIGNALBEAM_EVENTHUB_POLICY")) {
            var arm = parts.keep(
                    ResourceManagerStandIn.start(ports.of(Service.RESOURCE_MANAGER), ca, identity, publishers));
            settings.set("SIGNALBEAM_ARM_ENDPOINT", arm.uri().toString());
            settings.set("SIGNALBEAM_EVENTHUB_POLICY", arm.policyId());
        }
        return broker;
    }

    private KeyVaultStandIn startKeyVault(LocalCa ca, ManagedIdentityStandIn identity)
            throws IOException, InterruptedException {
        var vault =
                parts.keep(KeyVaultStandIn.start(options.data("keyvault"), ports.of(Service.KEY_VAULT), ca, identity));
        var seed = new VaultSeed(ca, identity);
        if (settings.brings("EventHubConnection")) {
            seed.put(vault.uri(), PUBLISHER_KEY, EventHubs.publisherSecret(settings.get("EventHubConnection", "")));
        } else {
            seed.putFirst(
                    vault.uri(), PUBLISHER_KEY, EventHubs.publisherSecret(EventHubs.publishers(options.secrets())));
        }
        settings.set("KeyVaultUri", vault.uri().toString());
        return vault;
    }

    /** Knows its client by the local identity alone; with another one nothing is pushed. */
    private WebPubSubStandIn startPubSub(LocalCa ca, ManagedIdentityStandIn identity) {
        var live = parts.keep(WebPubSubStandIn.start(ports.of(Service.PUBSUB), ports.of(Service.LIVE), ca, identity));
        settings.set("PubSubConnection__serviceUri", live.uri().toString());
        settings.set("SIGNALBEAM_LIVE_ENDPOINT", live.clients().toString());
        return live;
    }

    private LocalOpenId startOpenId() {
        var started = parts.keep(OpenId.start(node(), options, ports));
        settings.set("SIGNALBEAM_OIDC_ISSUERS", OpenId.issuers(started.issuer().toString()));
        settings.set("SIGNALBEAM_PLATFORM_ADMINS", started.issuer() + "#pat");
        return started;
    }

    private InsightsCollector startInsights() {
        var links = new TreeMap<String, URI>();
        links.put("web app", web());
        links.put("API reference", api().resolve("/api/docs"));
        links.put("health", api().resolve("/api/health/ready"));
        var collector = parts.keep(InsightsCollector.start(ports.of(Service.DASHBOARD), links));
        settings.set("APPLICATIONINSIGHTS_CONNECTION_STRING", collector.connectionString());
        return collector;
    }

    private WebService startWeb() throws IOException {
        return parts.keep(WebService.start(
                ports.of(Service.WEB),
                options.root().resolve("web/dist"),
                OpenId.webConfig(settings),
                api(),
                URI.create(settings.get("SIGNALBEAM_LIVE_ENDPOINT", api().toString()))));
    }

    /** Where the API is, without a path. */
    public URI api() {
        return URI.create("http://127.0.0.1:" + ports.of(Service.API));
    }

    public URI web() {
        return URI.create("http://127.0.0.1:" + ports.of(Service.WEB));
    }

    /** Whether people sign in at the local OpenID provider: only then there are demo people. */
    public boolean hasDemoPeople() {
        return openId != null;
    }

    /** An access token of a demo person. */
    public String token(String subject) {
        return openId().token(subject);
    }

    /** The account's key is in the standard alphabet of Base64; the secrets on disk are in the one for URLs. */
    private static String standardBase64(String secret) {
        return Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(secret));
    }

    /** @throws IllegalStateException when people sign in elsewhere */
    public LocalOpenId openId() {
        if (openId == null) {
            throw new IllegalStateException("people sign in elsewhere, as SIGNALBEAM_OIDC_ISSUERS says");
        }
        return openId;
    }

    /** JDBC URL of the schema's owner, for tests that look at what was stored; empty when the database is elsewhere. */
    public String ownerUrl() {
        return ownerUrl;
    }

    /**
     * What the Application Insights agent sent.
     *
     * @throws IllegalStateException when it was not asked for, or sends elsewhere
     */
    public InsightsCollector insights() {
        if (insights == null) {
            throw new IllegalStateException(
                    "no collector was asked for, or APPLICATIONINSIGHTS_CONNECTION_STRING is set");
        }
        return insights;
    }

    /** Whether there is a local collector. */
    public boolean hasInsights() {
        return insights != null;
    }

    /** The functions host, a process of its own. */
    public FunctionsProcess functions() {
        return functions;
    }

    @Override
    public void close() {
        parts.close();
    }
}
