package io.signalbeam.functions.testing;

import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.access.TokenVerifier;
import io.signalbeam.functions.app.App;
import io.signalbeam.functions.artifacts.ArtifactStore;
import io.signalbeam.functions.artifacts.MemoryArtifactStore;
import io.signalbeam.functions.audit.AuditAnchors;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.MemoryManifestStore;
import io.signalbeam.functions.commands.CommandOutputs;
import io.signalbeam.functions.commands.MemoryCommandOutputs;
import io.signalbeam.functions.exports.ExportStore;
import io.signalbeam.functions.exports.MemoryExportStore;
import io.signalbeam.functions.exports.TenantBlobs;
import io.signalbeam.functions.leases.PublisherKeyStore;
import io.signalbeam.functions.leases.PublisherPolicy;
import io.signalbeam.functions.leases.SecretSource;
import io.signalbeam.functions.logs.LogStore;
import io.signalbeam.functions.logs.MemoryLogStore;
import io.signalbeam.functions.parking.MemoryParkingStore;
import io.signalbeam.functions.parking.ParkingStore;
import io.signalbeam.functions.rollouts.ImageRegistry;
import io.signalbeam.functions.secrets.SecretVault;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.signing.KeyRingStore;
import io.signalbeam.functions.tenants.TenantFiles;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.Manifests;
import io.signalbeam.functions.twin.TwinLog;
import io.signalbeam.functions.twin.TwinRemoval;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The whole app on a real PostgreSQL, with fakes where other clouds' services would be; one for each test class. */
public final class TestCloud implements AutoCloseable {
    public static final String ISSUER = "https://issuer.test";
    public static final String PLATFORM_ADMIN = "root";

    public final TestDatabase database = TestDatabase.create();
    public final TestClock clock = new TestClock();
    public final TestTokens tokens = new TestTokens();
    public final MemoryTwins twins = new MemoryTwins();
    public final MemoryAnchors anchors = new MemoryAnchors();
    public final MemoryLogStore logs = new MemoryLogStore();
    public final MemoryCommandOutputs outputs = new MemoryCommandOutputs();
    public final MemoryArtifactStore artifacts = new MemoryArtifactStore();
    public final MemoryExportStore exports = new MemoryExportStore();
    public final MemoryVault vault = new MemoryVault();
    public final MemoryKeyRing signingKeys = new MemoryKeyRing();
    public final MemoryParkingStore parked = new MemoryParkingStore();
    /** Of the first namespace. */
    public static final String POLICY =
            "/subscriptions/0/resourceGroups/none/providers/Microsoft.EventHub/namespaces/none/authorizationRules/publish";

    public final MemoryPublisherPolicy publishers = new MemoryPublisherPolicy();
    public final App app;
    private final Map<String, String> settings;

    /** The clock stands still, and so would the rates: nobody comes near them unless a test says so. */
    private static final Map<String, String> NO_LIMITS = Map.of(
            "SIGNALBEAM_LIMIT_DEVICE_PER_SECOND", "1000000",
            "SIGNALBEAM_LIMIT_TENANT_PER_SECOND", "1000000",
            "SIGNALBEAM_LIMIT_TOTAL_PER_SECOND", "1000000",
            "SIGNALBEAM_LIMIT_FAILED_SIGN_INS_PER_MINUTE", "1000000");

    public TestCloud() {
        this(Map.of());
    }

    /** @param more settings beside those that every test has */
    public TestCloud(Map<String, String> more) {
        settings = new HashMap<>(NO_LIMITS);
        settings.putAll(more);
        app = instance();
    }

    /** One more instance of the app, as the platform starts them under load: it shares what is outside, and no memory. */
    public App instance() {
        return new App(() -> settings(settings))
                .with(Transactions.class, database.database())
                .with(InstantSource.class, clock)
                .with(Executor.class, Runnable::run)
                .with(TokenVerifier.class, tokens)
                .with(TwinStore.class, twins)
                .with(TwinLog.class, twins)
                .with(TwinRemoval.class, twins)
                .with(TenantFiles.class, (tenant, atMost) -> Map.of())
                .with(AuditAnchors.class, anchors)
                .with(SecretVault.class, vault)
                .with(KeyRingStore.class, signingKeys)
                .with(ParkingStore.class, parked)
                .with(ManifestStore.class, new MemoryManifestStore())
                .with(LogStore.class, logs)
                .with(ArtifactStore.class, artifacts)
                .with(CommandOutputs.class, outputs)
                .with(ExportStore.class, exports)
                .with(TenantBlobs.class, exports)
                .with(SecretSource.class, publishers::read)
                .with(PublisherKeyStore.class, publishers)
                .with(PublisherPolicy.class, publishers)
                .with(ImageRegistry.class, TestCloud::noRegistry)
                .with(
                        Manifests.class,
                        (tenant, digest) -> new BundleManifest(
                                "any", "1.0.0", null, List.of(ContainerSpec.of("app", "app:1")), List.of()));
    }

    /** As {@code SIGNALBEAM_EVENTHUB_NAMESPACES} has one more namespace, with hubs of its own. */
    public static String namespace(int number) {
        return """
                {"namespace":"events-%1$d.test","telemetryHub":"device-telemetry-%1$d","reportsHub":"device-reports-%1$d",\
                "policy":"%2$s-%1$d","keySecret":"eventhub-publisher-key-%1$d"}""".formatted(number, POLICY);
    }

    /** Settings that pass their checks; nothing answers at their addresses. */
    public static Settings settings(Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "PostgresUrl", "jdbc:postgresql://localhost/none",
                "CosmosConnection__accountEndpoint", "https://localhost",
                "BlobConnection", "UseDevelopmentStorage=true",
                "KeyVaultUri", "https://localhost",
                "EventHubConnection",
                        "Endpoint=sb://localhost:5672;SharedAccessKeyName=x;SharedAccessKey=eA==;UseDevelopmentEmulator=true",
                "SIGNALBEAM_OIDC_ISSUERS",
                        "[{\"issuer\":\"" + ISSUER
                                + "\",\"audience\":\"api\",\"tenantClaim\":\"tid\",\"rolesClaim\":\"roles\"}]",
                "SIGNALBEAM_PLATFORM_ADMINS", ISSUER + "#" + PLATFORM_ADMIN,
                "SIGNALBEAM_EVENTHUB_POLICY", POLICY));
        environment.putAll(more);
        return Settings.read(environment);
    }

    /** Makes a tenant to which the tenant claim of the same name leads. */
    public TenantId tenant(String name) {
        var tenant = database.tenant(name);
        database.owner()
                .useHandle(tx -> tx.execute(
                        "insert into tenant_issuers (tenant_id, issuer, claim_value) values (?, ?, ?)",
                        tenant.value(),
                        ISSUER,
                        name));
        return tenant;
    }

    /** No test asks a registry outside. */
    private static Map<ImageReference, ImageRegistry.Answer> noRegistry(
            Set<ImageReference> images, Set<String> architectures) {
        return images.stream()
                .collect(Collectors.toMap(Function.identity(), image -> new ImageRegistry.Unknown("There is none.")));
    }

    /** Somebody without a credential. */
    public TestApi anyone() {
        return new TestApi(app);
    }

    /** Somebody with these roles in the tenant of this name. */
    public TestApi person(String tenantName, String... roles) {
        return bearer(tokens.issue(claims(tenantName, roles)));
    }

    /** What the token of somebody with these roles says. */
    public static Claims claims(String tenantName, String... roles) {
        return new Claims(ISSUER, "ann", "Ann", "ann@" + tenantName + ".test", tenantName, List.of(roles));
    }

    public TestApi platformAdministrator() {
        return bearer(tokens.issue(new Claims(ISSUER, PLATFORM_ADMIN, null, null, null, List.of())));
    }

    public TestApi bearer(String token) {
        return anyone().with("authorization", "Bearer " + token);
    }

    /** A device, by its key. */
    public TestApi device(String key) {
        return anyone().with("x-api-key", key);
    }

    @Override
    public void close() {
        database.close();
    }
}
