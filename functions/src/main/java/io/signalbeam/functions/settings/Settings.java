package io.signalbeam.functions.settings;

import io.signalbeam.shared.desired.AgentSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the app is told from outside.
 *
 * @param primaryVault of the environment that this one is to take over from, whose secrets are copied until it does; null
 *     where there is none
 * @param proxies of our own before the platform's front end, each of which adds whom it was asked by to
 *     {@code X-Forwarded-For}, such as Front Door; 0 to 5
 * @param live null where nothing is pushed to browsers, so that they ask by themselves
 */
public record Settings(
        Postgres postgres,
        Cosmos cosmos,
        Blobs blobs,
        Blobs artifacts,
        URI keyVault,
        @Nullable URI primaryVault,
        EventHubs eventHubs,
        Access access,
        Pipelines pipelines,
        AgentSettings agent,
        Lease lease,
        int proxies,
        Limits limits,
        Quotas quotas,
        Webhooks webhooks,
        Retention retention,
        @Nullable Live live) {

    /**
     * @param environment names and values, as {@link System#getenv()} gives them
     * @throws InvalidSettings naming every setting that is missing or wrong
     */
    public static Settings read(Map<String, String> environment) {
        return new SettingsReader(environment).read();
    }

    /**
     * @param url JDBC, with the login that serves one tenant at a time; without a password the Entra plugin is named in it
     * @param serviceUrl likewise, with the login of what serves all tenants; null uses {@code url} for both, which must
     *     then be let into both roles
     * @param poolSize greatest number of connections of one process to each login
     * @param readUrl likewise as {@code url}, of a read replica; null reads from the primary
     * @param replicaLagSeconds how far the replica may be behind before the primary serves reads, 10 to 3600
     */
    public record Postgres(
            String url,
            @Nullable String serviceUrl,
            int poolSize,
            @Nullable String readUrl,
            int replicaLagSeconds) {}

    /** @param accountKey null signs in by identity */
    public record Cosmos(URI endpoint, @Nullable String accountKey) {}

    /** Exactly one is set: a connection string, or the address of the blob service with sign-in by identity. */
    public record Blobs(
            @Nullable String connectionString, @Nullable URI serviceUri) {}

    /**
     * Exactly one of the first two is set.
     *
     * @param publisherPolicy resource id of the namespace's policy that devices' tokens are signed with; null when its
     *     keys are looked after elsewhere
     * @param further namespaces among which leases spread the devices, beside that one
     * @param resourceManager where Azure Resource Manager answers
     */
    public record EventHubs(
            @Nullable String connectionString,
            @Nullable String namespace,
            String telemetryHub,
            String reportsHub,
            @Nullable String publisherPolicy,
            List<Namespace> further,
            URI resourceManager) {
        public EventHubs {
            further = List.copyOf(further);
        }

        /** Whether devices send telemetry to it, in whichever namespace. */
        public boolean carriesTelemetry(String hub) {
            return telemetryHub.equals(hub) || further.stream().anyMatch(one -> one.telemetryHub.equals(hub));
        }

        /** Whether devices send reports to it, in whichever namespace. */
        public boolean carriesReports(String hub) {
            return reportsHub.equals(hub) || further.stream().anyMatch(one -> one.reportsHub.equals(hub));
        }
    }

    /**
     * One more namespace that devices publish to, and another app reads. Its hubs have names of their own: positions are
     * kept by hub and partition.
     *
     * @param namespace host name
     * @param policy resource id of its policy that devices' tokens are signed with
     * @param keySecret name of the secret in the vault with that policy's key
     */
    public record Namespace(
            String namespace, String telemetryHub, String reportsHub, String policy, String keySecret) {}

    public record Access(List<Issuer> issuers, Set<PlatformAdministrator> platformAdministrators) {
        public Access {
            issuers = List.copyOf(issuers);
            platformAdministrators = Set.copyOf(platformAdministrators);
        }
    }

    /**
     * An OpenID provider whose access tokens are accepted.
     *
     * @param issuer as in the token's {@code iss}, and where its configuration is published
     * @param audience that the token must be made for
     * @param tenantClaim the claim that leads to a tenant: its name, or a JSON Pointer to it
     * @param rolesClaim likewise, the claim with roles: a string, an array, or an object whose keys are roles
     */
    public record Issuer(String issuer, String audience, String tenantClaim, String rolesClaim) {}

    /**
     * Pipeline providers whose tokens are exchanged.
     *
     * @param issuers as in {@code iss}, the usual one first; never empty
     * @param audience that pipelines ask their provider's tokens for; of this installation alone
     */
    public record Pipelines(List<String> issuers, String audience) {
        public Pipelines {
            issuers = List.copyOf(issuers);
        }
    }

    public record PlatformAdministrator(String issuer, String subject) {}

    /**
     * @param mode {@code persistent} or {@code burst}
     * @param seconds how long a device's tokens are good, 60 to 86400
     */
    public record Lease(String mode, int seconds) {}

    /**
     * Requests that are let through; each 1 or more.
     *
     * @param devicePerSecond of one device key, at each instance
     * @param tenantPerSecond of one tenant, at all instances together
     * @param totalPerSecond of everybody, at all instances together
     * @param failedSignInsPerMinute wrong credentials from one address, at each instance
     */
    public record Limits(int devicePerSecond, int tenantPerSecond, int totalPerSecond, int failedSignInsPerMinute) {}

    /**
     * What each tenant may have for which nothing else is set; each 0 or more.
     *
     * @param bundleBytes stored manifests, bytes
     * @param artifactBytes files that bundles need, bytes
     * @param customMetrics names of them
     */
    public record Quotas(int devices, int bundles, int bundleBytes, long artifactBytes, int customMetrics) {
        /** 1 PiB. */
        public static final long MOST_BYTES = 1L << 50;
    }

    /** @param allowPrivate lets webhooks lead to any address, by http too; for development and closed networks */
    public record Webhooks(boolean allowPrivate) {}

    /**
     * How long each tenant keeps what, unless it has set something else; in days.
     *
     * @param rawDays samples in the database, 1 to 90; the archive has them for ever
     * @param tenantGraceDays how long a tenant that leaves can come back, 0 to 90
     */
    public record Retention(int rawDays, int tenantGraceDays) {}

    /**
     * The service that pushes to browsers.
     *
     * @param service where the app reaches it, by its identity
     * @param clients where browsers do, an http(s) address; null for the same place
     */
    public record Live(URI service, @Nullable URI clients) {}
}
