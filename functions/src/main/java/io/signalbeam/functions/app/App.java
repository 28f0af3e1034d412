package io.signalbeam.functions.app;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.signalbeam.functions.access.DeviceDoor;
import io.signalbeam.functions.access.IssuedTokens;
import io.signalbeam.functions.access.Nonces;
import io.signalbeam.functions.access.NoncesSql;
import io.signalbeam.functions.access.SignIns;
import io.signalbeam.functions.access.TenantDirectory;
import io.signalbeam.functions.access.TenantDirectorySql;
import io.signalbeam.functions.access.TokenVerifier;
import io.signalbeam.functions.access.TwinDeviceDoor;
import io.signalbeam.functions.adapter.arm.ArmPublisherPolicy;
import io.signalbeam.functions.adapter.blob.BlobArchiveStore;
import io.signalbeam.functions.adapter.blob.BlobArtifactStore;
import io.signalbeam.functions.adapter.blob.BlobAuditAnchors;
import io.signalbeam.functions.adapter.blob.BlobCommandOutputs;
import io.signalbeam.functions.adapter.blob.BlobExportStore;
import io.signalbeam.functions.adapter.blob.BlobLogStore;
import io.signalbeam.functions.adapter.blob.BlobManifestStore;
import io.signalbeam.functions.adapter.blob.BlobParkingStore;
import io.signalbeam.functions.adapter.blob.BlobTenantBlobs;
import io.signalbeam.functions.adapter.blob.BlobTenantFiles;
import io.signalbeam.functions.adapter.blob.Blobs;
import io.signalbeam.functions.adapter.cosmos.CosmosTwinStore;
import io.signalbeam.functions.adapter.eventhubs.EventHubsPort;
import io.signalbeam.functions.adapter.keyvault.KeyVaultKeyRing;
import io.signalbeam.functions.adapter.keyvault.KeyVaultPublisherKey;
import io.signalbeam.functions.adapter.keyvault.KeyVaultSecretSource;
import io.signalbeam.functions.adapter.keyvault.KeyVaultSecretVault;
import io.signalbeam.functions.adapter.keyvault.KeyVaults;
import io.signalbeam.functions.adapter.keyvault.VaultClient;
import io.signalbeam.functions.adapter.oidc.OidcCiTokenVerifier;
import io.signalbeam.functions.adapter.oidc.OidcTokenVerifier;
import io.signalbeam.functions.adapter.parquet.ParquetRows;
import io.signalbeam.functions.adapter.postgres.Database;
import io.signalbeam.functions.adapter.pubsub.WebPubSubChannel;
import io.signalbeam.functions.adapter.registry.HttpImageRegistry;
import io.signalbeam.functions.adapter.webhook.HttpWebhookSender;
import io.signalbeam.functions.alerts.WebhookSender;
import io.signalbeam.functions.archive.ArchiveFormat;
import io.signalbeam.functions.archive.ArchiveStore;
import io.signalbeam.functions.artifacts.ArtifactStore;
import io.signalbeam.functions.audit.AuditAnchors;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.bundles.ManifestStore;
import io.signalbeam.functions.bundles.StoredManifests;
import io.signalbeam.functions.commands.CommandOutputs;
import io.signalbeam.functions.commands.TakeAnswers;
import io.signalbeam.functions.devices.DeviceEvents;
import io.signalbeam.functions.devices.DeviceEventsSql;
import io.signalbeam.functions.devices.Placement;
import io.signalbeam.functions.exports.ExportStore;
import io.signalbeam.functions.exports.TenantBlobs;
import io.signalbeam.functions.groups.Membership;
import io.signalbeam.functions.health.Dependencies;
import io.signalbeam.functions.health.Readiness;
import io.signalbeam.functions.intake.CachedDeviceDirectory;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.DeviceDirectory;
import io.signalbeam.functions.intake.DeviceDirectorySql;
import io.signalbeam.functions.intake.Intake;
import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.functions.leases.EventHubNamespace;
import io.signalbeam.functions.leases.PublisherKeyStore;
import io.signalbeam.functions.leases.PublisherPolicy;
import io.signalbeam.functions.leases.SecretSource;
import io.signalbeam.functions.live.AuditForOnlookers;
import io.signalbeam.functions.live.LiveChannel;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.live.TellOnlookers;
import io.signalbeam.functions.logs.LogStore;
import io.signalbeam.functions.logs.TakeLogs;
import io.signalbeam.functions.outcome.StandbyFailure;
import io.signalbeam.functions.parking.ParkingStore;
import io.signalbeam.functions.pipelines.CiTokenVerifier;
import io.signalbeam.functions.pipelines.PipelineTokens;
import io.signalbeam.functions.reports.CommandsAnswered;
import io.signalbeam.functions.reports.FactsChanged;
import io.signalbeam.functions.reports.ReportDecoder;
import io.signalbeam.functions.reports.ReportEvents;
import io.signalbeam.functions.reports.TakeReports;
import io.signalbeam.functions.rollouts.ImageRegistry;
import io.signalbeam.functions.secrets.SecretVault;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.signing.BundleSigner;
import io.signalbeam.functions.signing.KeyRingStore;
import io.signalbeam.functions.signing.SigningKeys;
import io.signalbeam.functions.standby.StandbySql;
import io.signalbeam.functions.standby.Vaults;
import io.signalbeam.functions.telemetry.MetricsDecoder;
import io.signalbeam.functions.telemetry.MetricsEvents;
import io.signalbeam.functions.telemetry.TakeTelemetry;
import io.signalbeam.functions.tenants.TenantFiles;
import io.signalbeam.functions.tokens.PersonalTokens;
import io.signalbeam.functions.transaction.Commits;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.Manifests;
import io.signalbeam.functions.twin.MissingTwins;
import io.signalbeam.functions.twin.MissingTwinsSql;
import io.signalbeam.functions.twin.TwinLog;
import io.signalbeam.functions.twin.TwinRemoval;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.id.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The composition root: which adapter stands behind which port. Everything else is built by its constructor, once, at
 * its first use, so that a function pays for what it needs and no more.
 */
public final class App {
    private static final DeviceId NOBODY = new DeviceId(new UUID(0, 0));

    private final Graph graph = new Graph();

    /** @param settings asked for at the first use of anything that depends on them; may throw, and is then asked again */
    public App(Supplier<Settings> settings) {
        graph.bind(Settings.class, settings);
        graph.bind(InstantSource.class, Clock::systemUTC);
        graph.bind(
                Transactions.class,
                () -> new Database(
                        settings().postgres().url(),
                        settings().postgres().serviceUrl(),
                        settings().postgres().poolSize(),
                        settings().postgres().readUrl(),
                        Duration.ofSeconds(settings().postgres().replicaLagSeconds())));
        graph.bind(
                TokenVerifier.class,
                () -> new OidcTokenVerifier(settings().access().issuers()));
        graph.bind(TwinStore.class, () -> graph.get(CosmosTwinStore.class));
        graph.bind(TwinLog.class, () -> graph.get(CosmosTwinStore.class));
        graph.bind(TwinRemoval.class, () -> graph.get(CosmosTwinStore.class));
        graph.bind(MissingTwins.class, () -> graph.get(MissingTwinsSql.class));
        graph.bind(VaultClient.class, () -> VaultClient.of(settings()));
        graph.bind(Vaults.class, () -> new KeyVaults(settings(), graph.get(VaultClient.class)));
        graph.bind(SecretVault.class, () -> graph.get(KeyVaultSecretVault.class));
        graph.bind(WebhookSender.class, () -> graph.get(HttpWebhookSender.class));
        graph.bind(ImageRegistry.class, () -> graph.get(HttpImageRegistry.class));
        graph.bind(KeyRingStore.class, () -> graph.get(KeyVaultKeyRing.class));
        graph.bind(PublisherKeyStore.class, () -> graph.get(KeyVaultPublisherKey.class));
        graph.bind(PublisherPolicy.class, () -> graph.get(ArmPublisherPolicy.class));
        graph.bind(BundleSigner.class, () -> graph.get(SigningKeys.class));
        graph.bind(SecretSource.class, () -> graph.get(KeyVaultSecretSource.class));
        graph.bind(Nonces.class, () -> graph.get(NoncesSql.class));
        graph.bind(DeviceDoor.class, () -> graph.get(TwinDeviceDoor.class));
        graph.bind(TenantDirectory.class, () -> graph.get(TenantDirectorySql.class));
        graph.bind(Commits.class, () -> graph.get(Transactions.class));
        graph.bind(LiveChannel.class, () -> graph.get(WebPubSubChannel.class));
        graph.bind(Onlookers.class, () -> settings().live() == null ? Onlookers.NONE : graph.get(TellOnlookers.class));
        graph.bind(
                AuditTrail.class, () -> new AuditForOnlookers(graph.get(AuditSql.class), graph.get(Onlookers.class)));
        graph.bind(AuditAnchors.class, () -> graph.get(BlobAuditAnchors.class));
        graph.bind(SignIns.class, () -> graph.get(PersonalTokens.class));
        graph.bind(IssuedTokens.class, this::issuedTokens);
        graph.bind(
                CiTokenVerifier.class, () -> new OidcCiTokenVerifier(settings().pipelines()));
        graph.bind(DeviceEvents.class, () -> graph.get(DeviceEventsSql.class));
        // What follows a poll and must not hold it up; few at a time, so a thread each is enough.
        graph.bind(Executor.class, () -> Thread::startVirtualThread);
        graph.bind(OnlineFor.class, () -> OnlineFor.of(settings().agent()));
        graph.bind(
                DeviceDirectory.class,
                () -> new CachedDeviceDirectory(graph.get(DeviceDirectorySql.class), graph.get(InstantSource.class)));
        // What devices are in follows from their labels and facts, whoever changed them.
        graph.bind(Placement.class, () -> Membership::refresh);
        graph.bind(FactsChanged.class, () -> Membership::refresh);
        graph.bind(Blobs.class, () -> new Blobs(settings().blobs()));
        graph.bind(
                ArtifactStore.class,
                () -> new BlobArtifactStore(new Blobs(settings().artifacts()), graph.get(InstantSource.class)));
        // Where people fetch from, too: the other account is open to nobody outside.
        graph.bind(
                ExportStore.class,
                () -> new BlobExportStore(new Blobs(settings().artifacts()), graph.get(InstantSource.class)));
        graph.bind(TenantBlobs.class, () -> graph.get(BlobTenantBlobs.class));
        graph.bind(
                TenantFiles.class,
                () -> new BlobTenantFiles(
                        graph.get(Blobs.class), new Blobs(settings().artifacts())));
        graph.bind(ManifestStore.class, () -> graph.get(BlobManifestStore.class));
        graph.bind(Manifests.class, () -> graph.get(StoredManifests.class));
        graph.bind(MetricsDecoder.class, () -> graph.get(MetricsEvents.class));
        graph.bind(ReportDecoder.class, () -> graph.get(ReportEvents.class));
        graph.bind(ParkingStore.class, () -> graph.get(BlobParkingStore.class));
        graph.bind(OpenTelemetry.class, GlobalOpenTelemetry::get);
        graph.bind(Intake.Directory.class, () -> this::intake);
        graph.bind(ArchiveStore.class, () -> graph.get(BlobArchiveStore.class));
        graph.bind(LogStore.class, () -> graph.get(BlobLogStore.class));
        graph.bind(CommandOutputs.class, () -> graph.get(BlobCommandOutputs.class));
        graph.bind(CommandsAnswered.class, () -> graph.get(TakeAnswers.class));
        graph.bind(ArchiveFormat.class, () -> graph.get(ParquetRows.class));
        graph.bind(Dependencies.class, () -> this::questions);
        graph.bind(Readiness.class, () -> Readiness.of(graph.get(Dependencies.class), graph.get(InstantSource.class)));
    }

    private Settings settings() {
        return graph.get(Settings.class);
    }

    private Intake intake(String hub) {
        if (settings().eventHubs().carriesTelemetry(hub)) {
            return this::offerTelemetry;
        }
        if (settings().eventHubs().carriesReports(hub)) {
            return graph.get(TakeReports.class);
        }
        throw new IllegalArgumentException("nothing takes the events of " + hub);
    }

    /** The hub carries both, told apart as its trigger does. */
    private List<Poison> offerTelemetry(List<Delivery> deliveries) {
        var takeLogs = graph.get(TakeLogs.class);
        var logs = new ArrayList<Delivery>();
        var refused = new ArrayList<>(graph.get(TakeTelemetry.class).offer(takeLogs.split(deliveries, logs)));
        refused.addAll(takeLogs.offer(logs));
        return refused;
    }

    private IssuedTokens issuedTokens() {
        var personal = graph.get(PersonalTokens.class);
        var pipelines = graph.get(PipelineTokens.class);
        return token -> personal.holder(token).or(() -> pipelines.holder(token));
    }

    /** Each finds its adapter when it is asked, so that missing settings are an answer and not the end of all. */
    private Map<String, Runnable> questions() {
        return Map.of(
                "settings", this::settings,
                "postgres", () -> isPrimary(graph.get(Transactions.class)),
                "cosmos", () -> graph.get(TwinStore.class).read(NOBODY),
                "blobs", () -> graph.get(Blobs.class).ask(),
                "keyVault", () -> graph.get(KeyVaultSecretSource.class).ask(EventHubNamespace.KEY_SECRET),
                "eventHubs", () -> graph.get(EventHubsPort.class).ask());
    }

    private static void isPrimary(Transactions transactions) {
        if (transactions.<Boolean>beforeTenant(StandbySql::isReplica)) {
            throw new StandbyFailure();
        }
    }

    /** The process's one instance of a class, or of the adapter bound to a port. */
    public <T> T get(Class<T> type) {
        return graph.get(type);
    }

    /** Puts something else behind a port; for tests. */
    public <T> App with(Class<T> port, T instance) {
        graph.bind(port, () -> instance);
        return this;
    }
}
