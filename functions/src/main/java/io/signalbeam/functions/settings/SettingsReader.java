package io.signalbeam.functions.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.functions.settings.Settings.Issuer;
import io.signalbeam.functions.settings.Settings.PlatformAdministrator;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the environment and collects all that is wrong with it. */
final class SettingsReader {
    private static final TypeReference<List<Issuer>> ISSUERS = new TypeReference<>() {};
    private static final String GITHUB = "https://token.actions.githubusercontent.com";
    private static final int MOST_PER_SECOND = 10_000_000;
    private static final URI NOWHERE = URI.create("https://invalid");

    /** Of Azure's public cloud; the others have addresses of their own. */
    private static final URI AZURE = URI.create("https://management.azure.com");

    private static final Pattern POLICY = Pattern.compile(
            "/subscriptions/[\\w-]+/resourceGroups/[\\w.()-]+/providers/Microsoft\\.EventHub/namespaces/[A-Za-z0-9-]+"
                    + "/authorizationRules/[\\w.-]+",
            Pattern.CASE_INSENSITIVE);

    private static final TypeReference<List<Settings.Namespace>> NAMESPACES = new TypeReference<>() {};
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63})+");
    private static final Pattern HUB = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,255}");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9-]{1,127}");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    Settings read() {
        var settings = new Settings(
                new Settings.Postgres(
                        required("PostgresUrl"),
                        optional("PostgresServiceUrl"),
                        number("SIGNALBEAM_POSTGRES_POOL", 10, 2, 200),
                        optional("PostgresReadUrl"),
                        number("SIGNALBEAM_REPLICA_LAG_SECONDS", 30, 10, 3600)),
                new Settings.Cosmos(uri("CosmosConnection__accountEndpoint"), optional("CosmosConnection__accountKey")),
                blobs("BlobConnection"),
                artifacts(),
                uri("KeyVaultUri"),
                primaryVault(),
                eventHubs(),
                new Settings.Access(issuers(), platformAdministrators()),
                new Settings.Pipelines(ciIssuers(), orElse("SIGNALBEAM_CI_AUDIENCE", "signalbeam-edge")),
                new AgentSettings(
                        number("SIGNALBEAM_HEARTBEAT_SECONDS", 30, 1, 3600),
                        number("SIGNALBEAM_RECONCILE_SECONDS", 60, 1, 3600)),
                new Settings.Lease(
                        word("SIGNALBEAM_LEASE_MODE", "persistent", Set.of("persistent", "burst")),
                        number("SIGNALBEAM_LEASE_SECONDS", 3600, 60, 86_400)),
                number("SIGNALBEAM_PROXIES", 0, 0, 5),
                limits(),
                quotas(),
                new Settings.Webhooks(word("SIGNALBEAM_WEBHOOKS_PRIVATE", "false", Set.of("true", "false"))
                        .equals("true")),
                new Settings.Retention(
                        number("SIGNALBEAM_RAW_RETENTION_DAYS", 90, 1, 90),
                        number("SIGNALBEAM_TENANT_GRACE_DAYS", 30, 0, 90)),
                live());
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        return settings;
    }

    /** The account that devices read from; where none is named, the one for all else. */
    private Settings.Blobs artifacts() {
        boolean own =
                optional("ArtifactBlobConnection") != null || optional("ArtifactBlobConnection__serviceUri") != null;
        return blobs(own ? "ArtifactBlobConnection" : "BlobConnection");
    }

    private Settings.Blobs blobs(String name) {
        var connection = optional(name);
        var service = optional(name + "__serviceUri");
        exactlyOne(name, connection, name + "__serviceUri", service);
        return new Settings.Blobs(connection, service == null ? null : uri(name + "__serviceUri"));
    }

    private @Nullable URI primaryVault() {
        if (optional("SIGNALBEAM_PRIMARY_VAULT") == null) {
            return null;
        }
        var vault = uri("SIGNALBEAM_PRIMARY_VAULT");
        var own = optional("KeyVaultUri");
        if (own != null && withoutSlash(own).equalsIgnoreCase(withoutSlash(vault.toString()))) {
            problems.add("SIGNALBEAM_PRIMARY_VAULT is KeyVaultUri: a vault is not copied into itself");
        }
        return vault;
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private Settings.@Nullable Live live() {
        return optional("PubSubConnection__serviceUri") == null
                ? null
                : new Settings.Live(
                        uri("PubSubConnection__serviceUri"),
                        optional("SIGNALBEAM_LIVE_ENDPOINT") == null ? null : uri("SIGNALBEAM_LIVE_ENDPOINT"));
    }

    private Settings.Limits limits() {
        return new Settings.Limits(
                number("SIGNALBEAM_LIMIT_DEVICE_PER_SECOND", 100, 1, MOST_PER_SECOND),
                number("SIGNALBEAM_LIMIT_TENANT_PER_SECOND", 1_000, 1, MOST_PER_SECOND),
                number("SIGNALBEAM_LIMIT_TOTAL_PER_SECOND", 10_000, 1, MOST_PER_SECOND),
                number("SIGNALBEAM_LIMIT_FAILED_SIGN_INS_PER_MINUTE", 300, 1, MOST_PER_SECOND));
    }

    private Settings.Quotas quotas() {
        return new Settings.Quotas(
                number("SIGNALBEAM_QUOTA_DEVICES", 10_000, 0, Integer.MAX_VALUE),
                number("SIGNALBEAM_QUOTA_BUNDLES", 1_000, 0, Integer.MAX_VALUE),
                number("SIGNALBEAM_QUOTA_BUNDLE_BYTES", 1_073_741_824, 0, Integer.MAX_VALUE),
                number("SIGNALBEAM_QUOTA_ARTIFACT_BYTES", 100L << 30, 0, Settings.Quotas.MOST_BYTES),
                number("SIGNALBEAM_QUOTA_CUSTOM_METRICS", 500, 0, Integer.MAX_VALUE));
    }

    private Settings.EventHubs eventHubs() {
        var connection = optional("EventHubConnection");
        var namespace = optional("EventHubConnection__fullyQualifiedNamespace");
        exactlyOne("EventHubConnection", connection, "EventHubConnection__fullyQualifiedNamespace", namespace);
        return new Settings.EventHubs(
                connection,
                namespace,
                telemetryHub(),
                reportsHub(),
                publisherPolicy(),
                further(),
                optional("SIGNALBEAM_ARM_ENDPOINT") == null ? AZURE : uri("SIGNALBEAM_ARM_ENDPOINT"));
    }

    private String telemetryHub() {
        return orElse("SIGNALBEAM_TELEMETRY_HUB", "device-telemetry");
    }

    private String reportsHub() {
        return orElse("SIGNALBEAM_REPORTS_HUB", "device-reports");
    }

    private List<Settings.Namespace> further() {
        var text = orElse("SIGNALBEAM_EVENTHUB_NAMESPACES", "[]");
        try {
            var further = Json.strict().readValue(text, NAMESPACES);
            if (further.stream().allMatch(SettingsReader::isWhole)) {
                var hubs = Stream.concat(
                        Stream.of(telemetryHub(), reportsHub()),
                        further.stream().flatMap(one -> Stream.of(one.telemetryHub(), one.reportsHub())));
                if (hubs.distinct().count() == 2L + 2L * further.size()) {
                    return further;
                }
            }
        } catch (JsonProcessingException e) {
            // As said below; the library's words would repeat the value.
        }
        problems.add(
                "SIGNALBEAM_EVENTHUB_NAMESPACES is not a JSON array of {namespace, telemetryHub, reportsHub, policy,"
                        + " keySecret}, each hub with a name of its own");
        return List.of();
    }

    private static boolean isWhole(Settings.@Nullable Namespace one) {
        return one != null
                && matches(HOST, one.namespace())
                && matches(HUB, one.telemetryHub())
                && matches(HUB, one.reportsHub())
                && matches(POLICY, one.policy())
                && matches(SECRET, one.keySecret());
    }

    private static boolean matches(Pattern pattern, @Nullable String text) {
        return text != null && pattern.matcher(text).matches();
    }

    private @Nullable String publisherPolicy() {
        var policy = optional("SIGNALBEAM_EVENTHUB_POLICY");
        if (policy != null && !POLICY.matcher(policy).matches()) {
            problems.add("SIGNALBEAM_EVENTHUB_POLICY is not the resource id of a namespace's authorization rule");
            return null;
        }
        return policy;
    }

    private List<Issuer> issuers() {
        var text = required("SIGNALBEAM_OIDC_ISSUERS");
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            var issuers = Json.strict().readValue(text, ISSUERS);
            int before = problems.size();
            for (var issuer : issuers) {
                checkIssuer(issuer);
            }
            if (problems.size() > before) {
                return List.of();
            }
            if (issuers.stream().map(Issuer::issuer).distinct().count() < issuers.size()) {
                problems.add("SIGNALBEAM_OIDC_ISSUERS: an issuer is there twice");
            }
            return issuers;
        } catch (JsonProcessingException e) {
            problems.add("SIGNALBEAM_OIDC_ISSUERS is not a JSON array of {issuer, audience, tenantClaim, rolesClaim}");
            return List.of();
        }
    }

    // Comes from JSON: the record's components may be null whatever their types say.
    @SuppressWarnings("ConstantValue")
    private void checkIssuer(@Nullable Issuer issuer) {
        if (issuer == null
                || isBlank(issuer.issuer())
                || isBlank(issuer.audience())
                || isBlank(issuer.tenantClaim())
                || isBlank(issuer.rolesClaim())) {
            problems.add("SIGNALBEAM_OIDC_ISSUERS: each needs issuer, audience, tenantClaim and rolesClaim");
        } else if (!issuer.issuer().startsWith("https://") && !issuer.issuer().startsWith("http://")) {
            problems.add("SIGNALBEAM_OIDC_ISSUERS: an issuer is not an http(s) address");
        }
    }

    private List<String> ciIssuers() {
        var found = new ArrayList<String>();
        for (var part : orElse("SIGNALBEAM_CI_ISSUERS", GITHUB).split(",", -1)) {
            var issuer = part.strip();
            if (issuer.startsWith("https://") || issuer.startsWith("http://")) {
                found.add(issuer);
            } else {
                problems.add("SIGNALBEAM_CI_ISSUERS is not a comma list of http(s) addresses");
            }
        }
        return found.isEmpty() ? List.of(GITHUB) : found.stream().distinct().toList();
    }

    private Set<PlatformAdministrator> platformAdministrators() {
        var found = new LinkedHashSet<PlatformAdministrator>();
        for (var part : orElse("SIGNALBEAM_PLATFORM_ADMINS", "").split(",", -1)) {
            var entry = part.strip();
            int hash = entry.lastIndexOf('#');
            if (entry.isEmpty()) {
                continue;
            }
            if (hash <= 0 || hash == entry.length() - 1) {
                problems.add("SIGNALBEAM_PLATFORM_ADMINS is not a comma list of <issuer>#<subject>");
            } else {
                found.add(new PlatformAdministrator(entry.substring(0, hash), entry.substring(hash + 1)));
            }
        }
        return found;
    }

    private void exactlyOne(String first, @Nullable String one, String second, @Nullable String other) {
        if ((one == null) == (other == null)) {
            problems.add(first + " or " + second + ": exactly one of them is needed");
        }
    }

    private String required(String name) {
        var value = optional(name);
        if (value == null) {
            problems.add(name + " is missing");
            return "";
        }
        return value;
    }

    private String orElse(String name, String otherwise) {
        var value = optional(name);
        return value == null ? otherwise : value;
    }

    private String word(String name, String otherwise, Set<String> words) {
        var value = orElse(name, otherwise);
        if (!words.contains(value)) {
            problems.add(name + " is not one of " + words);
        }
        return value;
    }

    private int number(String name, int otherwise, int least, int greatest) {
        return (int) number(name, (long) otherwise, least, greatest);
    }

    private long number(String name, long otherwise, long least, long greatest) {
        var value = optional(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers out of range.
        }
        problems.add(name + " is not a number from " + least + " to " + greatest);
        return otherwise;
    }

    private URI uri(String name) {
        var value = optional(name);
        if (value == null) {
            problems.add(name + " is missing");
            return NOWHERE;
        }
        try {
            var uri = URI.create(value);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below, together with addresses without a host.
        }
        problems.add(name + " is not an http(s) address");
        return NOWHERE;
    }

    private @Nullable String optional(String name) {
        var value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
