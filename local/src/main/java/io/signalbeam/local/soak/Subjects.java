package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import io.signalbeam.local.soak.Things.Device;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What each operation is tried on: an id that is there, by whom it may be asked for, and what a body of it must say. A call
 * that used its thing up gets a fresh one the next time. For one thread.
 */
final class Subjects {
    /** Operations after whose success the same again would be refused; besides, all that delete. */
    private static final Set<String> USE_UP = Set.of(
            "createRollout",
            "cancelRollout",
            "rotateOwnKey",
            "rotateDeviceKey",
            "exchangeToken",
            "createExport",
            "createTenantExport");

    /** Of what these make a tenant or a person may have but a few. */
    private static final Set<String> FEW = Set.of("createAlertWebhook", "createAlertSilence", "createAccessToken");

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    private static final JsonNode CONTAINER =
            JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/Container");

    private final Things things;
    private final Members collections;
    private final SchemaValues schemas;
    private final Map<String, Subject> made = new HashMap<>();
    private final Device device;
    private final String group;
    private final String bundle;
    private final String secret;
    private final String quiet;
    private final String quietId;
    private long sequence;

    /**
     * @param values of parameters in the path, and of those in the query that an operation cannot do without, by name
     * @param credential who asks
     * @param body top-level fields that must be as they are here
     */
    record Subject(Map<String, String> values, Pair credential, Map<String, Object> body) {
        Subject {
            values = Map.copyOf(values);
            body = Map.copyOf(body);
        }

        Subject with(String field, Object value) {
            var more = new HashMap<>(body);
            more.put(field, value);
            return new Subject(values, credential, more);
        }
    }

    Subjects(ApiDocument document, Things things) throws IOException, InterruptedException {
        this.things = things;
        this.collections = new Members(document, things, this::wish);
        this.schemas = new SchemaValues(document, this::wish, new Random(2));
        this.secret = things.secret();
        this.device = things.deviceWith(secret);
        this.group = things.group();
        this.bundle = things.bundle(Map.of());
        this.quiet = things.name("quiet");
        this.quietId = things.newTenant(quiet);
    }

    Subject of(ApiOperation operation) throws IOException, InterruptedException {
        var subject = made.get(operation.id());
        if (subject == null) {
            subject = make(operation);
            made.put(operation.id(), subject);
        }
        return timely(operation.id(), subject);
    }

    void answered(ApiOperation operation, FuzzRequest request, FuzzAnswer answer)
            throws IOException, InterruptedException {
        if (answer.isSuccess() && FEW.contains(operation.id())) {
            things.remove(operation.path() + "/"
                    + Json.lenient().readTree(answer.body()).path("id").asText());
        }
        boolean usedUp = answer.isSuccess() && (operation.method().equals("DELETE") || USE_UP.contains(operation.id()));
        // Something other than a refusal of the input: the thing may be gone, or be another one now.
        boolean gone = (answer.status() == 404 && !request.pathIsOdd())
                || answer.status() == 409
                || (answer.status() == 401 && request.hasItsCredential());
        if (usedUp || (gone && !operation.method().equals("GET"))) {
            made.remove(operation.id());
        }
    }

    private Subject make(ApiOperation operation) throws IOException, InterruptedException {
        return switch (operation.id()) {
            case "deleteTenant" -> {
                // One that nothing else is tried on.
                var name = things.name("leaving");
                yield person(Map.of("id", things.newTenant(name), "name", name)).by(things.platform());
            }
            // A tenant has one under way at a time.
            case "createExport" -> person(Map.of()).by(things.adminOf(tenant("exporting")));
            case "getExport", "listExportFiles" -> {
                var admin = things.adminOf(tenant("exporting"));
                yield person(Map.of("exportId", things.wholeExport("/tenant/exports", admin)))
                        .by(admin);
            }
            case "listTenantExports", "createTenantExport" ->
                person(Map.of("id", things.leavingTenant())).by(things.platform());
            case "getTenantExport", "listTenantExportFiles" -> {
                var id = things.leavingTenant();
                var export = things.wholeExport("/tenants/" + id + "/exports", things.platform());
                yield person(Map.of("id", id, "exportId", export)).by(things.platform());
            }
            case "restoreTenant", "rebuildTwins", "getTenantQuotas", "setTenantQuotas" ->
                person(Map.of("id", quietId)).by(things.platform());
            case "listTenants", "getMetrics", "rotateSigningKey", "rotatePublisherKey" ->
                person(Map.of()).by(things.platform());
            case "createTenant" -> person(Map.of()).by(things.platform()).with("issuer", things.issuer());
            case "updateTenant" -> person(Map.of()).by(things.adminOf(quiet));
            case "revokeEnrollmentToken" ->
                person(Map.of("id", things.oneEnrollmentToken())).subject();
            case "updateDevice", "decommissionDevice", "replaceDevice", "rotateDeviceKey" ->
                person(Map.of("id", things.device().id())).subject();
            case "assignBundleToDevice" ->
                person(Map.of("id", things.device().id())).bundle(bundle);
            case "assignBundleToGroup" -> person(Map.of("id", things.group())).bundle(bundle);
            case "unassignBundleFromDevice" -> {
                var one = things.device().id();
                things.assign("devices", one, bundle);
                yield person(Map.of("id", one, "bundleId", bundle)).subject();
            }
            case "unassignBundleFromGroup" -> {
                things.assign("groups", group, bundle);
                yield person(Map.of("id", group, "bundleId", bundle)).subject();
            }
            case "updateGroup" ->
                person(Map.of("id", things.groupBySelector())).subject().with("timeZone", "Europe/Berlin");
            case "deleteGroup" -> person(Map.of("id", things.group())).subject();
            case "addGroupMembers" -> person(Map.of("id", group)).subject().with("deviceIds", List.of(device.id()));
            case "removeGroupMember" -> {
                things.join(group, device.id());
                yield person(Map.of("id", group, "deviceId", device.id())).subject();
            }
            case "deleteBundle" -> person(Map.of("id", things.emptyBundle())).subject();
            case "getBundle" -> person(Map.of("id", bundle)).subject();
            case "getBundleVersion", "liftQuarantine" ->
                person(Map.of("id", bundle, "version", Things.VERSION)).subject();
            case "publishBundleVersion" -> {
                var id = things.emptyBundle();
                yield person(Map.of("id", id)).subject().with("bundleId", id);
            }
            case "createRollout", "previewRollout" ->
                person(Map.of())
                        .bundle(things.bundle(Map.of()))
                        .with(
                                "target",
                                Map.of("deviceIds", List.of(things.device().id())))
                        // One size each, and zones that there are: the document cannot say so.
                        .with("waves", List.of(Map.of("percentage", 50, "soakSeconds", 1), Map.of("approval", true)))
                        .with("errorThreshold", Map.of("percentage", 10))
                        .with("gates", List.of(Map.of("metric", "cpuPercent", "atMost", 80)))
                        .with("windows", Map.of("open", List.of(Map.of("from", "00:00", "to", "00:00"))));
            case "createGroup" -> person(Map.of()).subject().with("timeZone", "Europe/Berlin");
            case "approveRollout" ->
                person(Map.of("id", things.rolloutThatWaits())).subject();
            case "promoteRollout" ->
                person(Map.of("id", things.rolloutThatSoaks())).subject();
            case "getRollout",
                    "listRolloutDevices",
                    "listRolloutFailures",
                    "startRollout",
                    "pauseRollout",
                    "resumeRollout",
                    "retryRollout",
                    "rollBackRollout",
                    "cancelRollout" -> person(Map.of("id", things.rollout())).subject();
            case "getDeployTrust", "updateDeployTrust", "deleteDeployTrust" ->
                person(Map.of("id", things.deployTrust())).subject();
            // A ref, an environment or both: the document cannot say so.
            case "createDeployTrust" -> person(Map.of()).subject().with("ref", "refs/heads/main");
            case "exchangeToken" ->
                person(Map.of())
                        .subject()
                        .with("audience", things.deployTrust())
                        .with("subject_token", things.pipelineToken());
            case "revokeAccessToken" ->
                person(Map.of("id", things.accessToken())).subject();
            case "updatePerson", "removePerson" ->
                person(Map.of("id", things.person())).subject();
            case "getParkedEvent", "replayParkedEvent", "deleteParkedEvent" ->
                person(Map.of("id", things.parkedEvent())).subject();
            case "getContainerLogs" -> {
                things.assign("devices", device.id(), bundle);
                yield person(Map.of("id", device.id(), "bundleId", bundle, "container", "app"))
                        .subject();
            }
            case "restoreArchivedDay" ->
                person(Map.of("day", things.archivedDay())).subject();
            case "putSecret", "deleteSecret" ->
                person(Map.of("name", things.secret())).subject();
            case "putRegistryCredential", "deleteRegistryCredential" ->
                person(Map.of("host", things.registry())).subject();
            case "createArtifact" ->
                person(Map.of()).subject().with("sha256", Things.hash()).with("sizeBytes", 1000);
            case "getArtifact", "deleteArtifact" ->
                person(Map.of("sha256", things.artifact())).subject();
            case "completeArtifact" ->
                person(Map.of("sha256", things.artifactBrought())).subject();
            case "addressArtifact" -> new Subject(Map.of("sha256", things.artifactFor(device)), device.key(), Map.of());
            // Which kind takes which fields, the document cannot say; this one takes them all.
            case "issueCommand" ->
                person(Map.of("id", things.device().id()))
                        .subject()
                        .with("bundleId", bundle)
                        .with("kind", "FetchLogs")
                        .with("container", "app");
            case "getCommand", "cancelCommand" -> person(command()).subject();
            case "getCommandOutput" ->
                person(Map.of("id", device.id(), "commandId", things.commandWithOutput(device)))
                        .subject();
            case "keepCommandOutput" -> new Subject(command(), device.key(), Map.of());
            case "deliverSecrets" -> own(device).with("generation", 0).with("names", List.of(secret));
            case "rotateOwnKey" -> {
                var one = things.device();
                var key = DeviceKey.random(DeviceId.parse(one.id()));
                yield own(one).with("keyId", key.keyId())
                        .with("hash", CredentialHash.of(key.secretBytes()).encoded());
            }
            case "enroll" ->
                person(Map.of())
                        .subject()
                        .with("token", things.enrollmentToken())
                        .with("facts", Things.facts());
            default -> usual(operation);
        };
    }

    /** Of an operation that has no name here: the device, the group, or what the document tells of a collection. */
    private Subject usual(ApiOperation operation) throws IOException, InterruptedException {
        if (operation.credential() == ApiOperation.Credential.DEVICE) {
            return own(device);
        }
        var values = new HashMap<String, String>();
        for (var part = PARAMETER.matcher(operation.path()); part.find(); ) {
            var collection = operation.path().substring(0, part.start() - 1);
            values.put(
                    part.group(1),
                    switch (collection) {
                        case "/devices" -> device.id();
                        case "/groups" -> group;
                        case "/bundles" -> bundle;
                        default -> collections.member(collection, values);
                    });
        }
        return person(values).subject();
    }

    /** The name of a new one. */
    private String tenant(String kind) throws IOException, InterruptedException {
        var name = things.name(kind);
        things.newTenant(name);
        return name;
    }

    private Map<String, String> command() throws IOException, InterruptedException {
        return Map.of("id", device.id(), "commandId", things.command(device.id()));
    }

    private static Subject own(Device device) {
        return new Subject(Map.of("id", device.id()), device.key(), Map.of());
    }

    private Wanted person(Map<String, String> values) {
        return new Wanted(values);
    }

    private final class Wanted {
        private final Map<String, String> values;

        Wanted(Map<String, String> values) {
            this.values = values;
        }

        Subject by(Pair credential) {
            return new Subject(values, credential, Map.of());
        }

        Subject subject() {
            return by(things.admin());
        }

        Subject bundle(String id) {
            return subject().with("bundleId", id).with("version", Things.VERSION);
        }
    }

    /** What must be new with every request. */
    private Subject timely(String operation, Subject subject) {
        return switch (operation) {
            case "postReport" ->
                subject.with("schema", 1)
                        .with("deviceId", device.id())
                        .with("sequence", ++sequence)
                        .with("observedGeneration", 0)
                        .with("at", Json.format(Instant.now()))
                        .with("agent", Things.facts())
                        .with("bundles", List.of())
                        .with("containers", List.of());
            case "heartbeat" ->
                subject.with("eventId", UuidV7.random().toString())
                        .with("at", Json.format(Instant.now()))
                        .with("metrics", Map.of("cpuPercent", 12.5, "custom", Map.of("queue_depth", 3)));
            case "addPerson" -> subject.with("subject", things.name("somebody"));
            // One of containers and an agent, says the description alone; an agent's packages must have been brought.
            case "publishBundleVersion" -> subject.with("containers", List.of(schemas.value(CONTAINER)));
            case "enroll" -> subject.with("requestId", UuidV7.random().toString());
            default -> subject;
        };
    }

    /** What a field or parameter of a name shall be wherever it occurs; a missing node leaves it out. */
    Optional<JsonNode> wish(String name) {
        if (LEFT_OUT.contains(name)) {
            return Optional.of(MissingNode.getInstance());
        }
        var value = switch (name) {
            case "selector" -> "env in (prod,stage),!canary";
            case "version" -> "1." + sequence() + ".0";
            case "labels" -> Map.of("env", "prod", "site", "berlin");
            case "groupIds", "groups" -> List.of(group);
            case "group", "groupId" -> group;
            case "bundles" -> List.of(bundle);
            case "bundle" -> bundle;
            case "deviceIds" -> List.of(device.id());
            case "issuer" -> things.issuer();
            case "repository" -> Things.REPOSITORY;
            case "repositoryId" -> "42";
            case "ref" -> "refs/heads/main";
            case "email" -> things.name("somebody") + "@example.org";
            case "q" -> "fuzz";
            case "names" -> List.of("cpuPercent", "load1", "custom.queue_depth");
            case "from" -> Json.format(Instant.now().minus(Duration.ofMinutes(30)));
            case "to" -> Json.format(Instant.now());
            case "endsAt" -> Json.format(Instant.now().plus(Duration.ofHours(1)));
            case "startsAt" -> Json.format(Instant.now());
            case "metric" -> "cpuPercent";
            case "operator" -> "Above";
            case "aggregation" -> "Avg";
            case "windowSeconds" -> 300;
            case "wave" -> 1;
            case "url" -> "https://hooks.example.com/alerts";
            case "image" -> "app:1";
            case "entrypoint", "command" -> List.of("/bin/app", "--quiet");
            case "env" -> Map.of("MODE", "fast");
            case "ports" -> List.of(Map.of("container", 80));
            case "volumes" -> List.of(Map.of("name", "data", "path", "/data"));
            case "devices" -> List.of(Map.of("host", "/dev/ttyS0"));
            case "networks" -> List.of("backend");
            case "user" -> "1000:1000";
            case "healthCheck" -> Map.of("command", List.of("CMD", "true"));
            case "limits" -> Map.of("memoryBytes", 64 << 20);
            case "facts" -> Things.facts();
            default -> null;
        };
        return value == null ? Optional.empty() : Optional.of(Json.lenient().valueToTree(value));
    }

    /** Fields that must fit others in ways that no schema says, and parameters that lead to another page. */
    private static final Set<String> LEFT_OUT = Set.of(
            "cursor",
            "after",
            "If-Match",
            "If-None-Match",
            "artifacts",
            "secrets",
            "dependsOn",
            "hostNetwork",
            "restart",
            "signingKey",
            "encryptionKey",
            "agent",
            "requested_token_type");

    private long sequence() {
        return ++sequence;
    }
}
