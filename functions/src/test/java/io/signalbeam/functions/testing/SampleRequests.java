package io.signalbeam.functions.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.access.Operation.Access;
import io.signalbeam.functions.artifacts.ArtifactStore;
import io.signalbeam.functions.commands.CommandOutputs;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.telemetry.TakeTelemetry;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request for every operation that the API should grant, made of the OpenAPI document and of things that are there: what
 * a path names is made first, by the operation that makes such things. Operations of later days are covered by
 * themselves, or fail here until {@link #word} or {@link #body} is taught what their schemas do not say.
 */
public final class SampleRequests {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private static final int UUID_LENGTH = 36;

    private final TestCloud cloud;
    private final String tenant;
    private final TestApi admin;
    private final SchemaSamples schemas;
    private final Set<String> made = new LinkedHashSet<>();
    private final AtomicInteger keys = new AtomicInteger();
    private final Map<String, byte[]> contents = new HashMap<>();
    private Enrolled self;
    private boolean refers;

    /** @param tenantName a tenant of that cloud, in which the things are made */
    public SampleRequests(TestCloud cloud, String tenantName) {
        this.cloud = cloud;
        this.tenant = tenantName;
        this.admin = cloud.person(tenantName, "Admin");
        this.schemas = new SchemaSamples(cloud.clock, this::word);
    }

    /**
     * @param path values of the path's parameters
     * @param body null for none
     * @param refers whether the body names things of the tenant
     */
    public record Sample(Operation operation, Map<String, String> path, JsonNode body, boolean refers) {

        /** Whether it says which device it is about. */
        public boolean namesDevice() {
            return operation.path().contains("{id}") || (body != null && body.has("deviceId"));
        }

        /** Whether it says which other thing it is about, which is the device's own. */
        public boolean namesOwn() {
            return operation.path().contains("{commandId}") && !operation.path().contains("{id}");
        }

        public String target() {
            return PARAMETER
                            .matcher(operation.path())
                            .replaceAll(parameter -> path.getOrDefault(parameter.group(1), ""))
                    + query();
        }

        /** Nothing is deleted that is not named twice. */
        private String query() {
            return operation == Operation.DELETE_TENANT ? "?name=" + path.get("name") : "";
        }

        public TestApi.Answer by(TestApi caller) {
            return caller.send(operation.method(), target(), body == null ? null : body.toString());
        }
    }

    /** A request of a person; everything that it names is new, so that nothing stands in its way. */
    public Sample of(Operation operation) {
        refers = false;
        var path = path(operation);
        beforeMaking(operation, path);
        return new Sample(operation, path, body(operation, path), refers);
    }

    /** There is one export at a time; a platform administrator makes them of tenants that leave. */
    private void beforeMaking(Operation operation, Map<String, String> path) {
        switch (operation) {
            case CREATE_EXPORT ->
                cloud.database
                        .owner()
                        .useHandle(tx -> tx.execute("update tenant_exports set status = 'Failed'"
                                + " where status in ('Pending', 'Running')"));
            case CREATE_TENANT_EXPORT ->
                cloud.platformAdministrator()
                        .send("DELETE", "/tenants/" + path.get("id") + "?name=" + tenantName(path.get("id")), null)
                        .is(202);
            default -> {
                // It is made as often as somebody likes.
            }
        }
    }

    /** A request of this device. */
    public Sample of(Operation operation, Enrolled device) {
        self = device;
        refers = false;
        var path = new LinkedHashMap<>(Map.of("id", device.id().toString()));
        path.put("sha256", hash());
        if (operation.path().contains("{commandId}")) {
            path.put("commandId", key("/devices/{id}/commands", "commandId", path));
        }
        return new Sample(operation, path, body(operation, path), refers);
    }

    /** The smallest value of a schema of the document. */
    public JsonNode value(JsonNode schema) {
        return schemas.of(schema);
    }

    /** A new device. */
    public Enrolled device() {
        var device = Enrolled.in(cloud, tenant, SchemaSamples.label(), Map.of());
        made.add(device.id().toString());
        return device;
    }

    private Enrolled me() {
        if (self == null) {
            throw new AssertionError("the sample is not a device's");
        }
        return self;
    }

    /** Ids of all that was made, which no other tenant's answer may hold. Names are no secret: others have the same. */
    public Set<String> ids() {
        return made.stream().filter(id -> id.length() == UUID_LENGTH).collect(Collectors.toSet());
    }

    private Map<String, String> path(Operation operation) {
        var values = new LinkedHashMap<String, String>();
        var matcher = PARAMETER.matcher(operation.path());
        while (matcher.find()) {
            var template = operation.path().substring(0, matcher.start() - 1);
            values.put(matcher.group(1), key(template, matcher.group(1), values));
        }
        if (operation == Operation.DELETE_TENANT) {
            values.put("name", tenantName(values.get("id")));
        }
        return values;
    }

    /** Makes a thing in the collection and gives back what a path calls it by. */
    private String key(String collection, String parameter, Map<String, String> above) {
        if (collection.equals("/devices")) {
            return device().id().toString();
        }
        if (collection.equals("/parked-events")) {
            return parkedEvent();
        }
        if (collection.equals("/archive/days")) {
            return archivedDay();
        }
        if (collection.endsWith("/containers")) {
            // Logs are asked for by name, whatever containers a bundle has now.
            return SchemaSamples.label();
        }
        var maker = Arrays.stream(Operation.values())
                .filter(operation -> operation.path().equals(collection)
                        && operation.method().equals("POST"))
                .findFirst();
        if (maker.isEmpty()) {
            return keyByPut(collection, parameter, above);
        }
        beforeMaking(maker.get(), above);
        var body = body(maker.get(), above);
        var answer = new Sample(maker.get(), above, body, false).by(who(maker.get()));
        assertMade(maker.get(), answer);
        var sent = body == null ? MissingNode.getInstance() : body;
        for (var found : new JsonNode[] {
            answer.body().path(parameter),
            sent.path(parameter),
            sent.path(parameter + "s").path(0),
            answer.body().path("id")
        }) {
            if (found.isTextual()) {
                made.add(found.asText());
                if (collection.equals("/artifacts")) {
                    bring(found.asText());
                }
                if (collection.endsWith("/exports")) {
                    completeExport(found.asText());
                }
                if (collection.endsWith("/commands")) {
                    keepOutput(above.get("id"), found.asText());
                }
                return found.asText();
            }
        }
        throw new AssertionError("no " + parameter + " in what " + maker.get().id() + " answers: " + answer.body());
    }

    /** Of one byte, the least that an artifact has; it is brought when an artifact of it is made. */
    private String hash() {
        var content = new byte[] {(byte) keys.incrementAndGet()};
        try {
            var hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            contents.put(hash, content);
            return hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void bring(String sha256) {
        var id = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select id from tenants where name = ?")
                        .bind(0, tenant)
                        .mapTo(UUID.class)
                        .one());
        cloud.artifacts.bring(new ArtifactStore.File(new TenantId(id), sha256), contents.get(sha256));
    }

    /** As the timer does, but at once. */
    private void completeExport(String export) {
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute(
                        "update tenant_exports set status = 'Completed', expires_at = ? where id = ?::uuid",
                        cloud.clock.instant().plus(Duration.ofDays(7)),
                        export));
    }

    /** As the device does that was told to. */
    private void keepOutput(String device, String command) {
        var place = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery(
                                "update device_commands set output_bytes = 0 where id = ?::uuid returning tenant_id")
                        .bind(0, command)
                        .mapTo(UUID.class)
                        .one());
        cloud.outputs.keep(
                new CommandOutputs.Place(new TenantId(place), DeviceId.parse(device), UUID.fromString(command)),
                new byte[0]);
    }

    /** No operation parks an event: a device sends what nobody can read. */
    private String parkedEvent() {
        var device = device();
        var delivery = new Delivery(
                new Delivery.Position("device-telemetry", "0", keys.incrementAndGet(), cloud.clock.instant()),
                device.id().toString(),
                JsonNodeFactory.instance.objectNode(),
                "{".getBytes(StandardCharsets.UTF_8));
        cloud.app.get(TakeTelemetry.class).take(List.of(delivery));
        var id = cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select id::text from parked_events where publisher = :device")
                        .bind("device", device.id().toString())
                        .mapTo(String.class)
                        .one());
        made.add(id);
        return id;
    }

    /** As the archive's timer leaves it; no operation makes one. */
    private String archivedDay() {
        var day = LocalDate.ofEpochDay(keys.incrementAndGet());
        cloud.database.owner().useHandle(tx -> tx.execute("""
                insert into archive_parts (tenant_id, day, part, blob, rows, key_sum, bytes, sha256, first_device, last_device,
                    written_at, in_table)
                select id, ?, 1, id || '/' || ?::date, 1, 0, 1, '', id, id, now(), false from tenants where name = ?""", day, day, tenant));
        return day.toString();
    }

    private String tenantName(String id) {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select name from tenants where id = :id::uuid")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
    }

    private String keyByPut(String collection, String parameter, Map<String, String> above) {
        var maker = Arrays.stream(Operation.values())
                .filter(operation -> operation.path().equals(collection + "/{" + parameter + "}")
                        && operation.method().equals("PUT"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation makes what " + collection + " holds"));
        var values = new LinkedHashMap<>(above);
        values.put(parameter, SchemaSamples.label() + (parameter.equals("host") ? ".example" : ""));
        assertMade(maker, new Sample(maker, values, body(maker, values), false).by(who(maker)));
        made.add(values.get(parameter));
        return values.get(parameter);
    }

    /** Who may make a thing. */
    private TestApi who(Operation maker) {
        return maker.access() == Access.PLATFORM ? cloud.platformAdministrator() : admin;
    }

    private static void assertMade(Operation maker, TestApi.Answer answer) {
        if (answer.status() >= 300) {
            throw new AssertionError("the sample of " + maker.id() + " is refused: " + answer.body());
        }
    }

    private JsonNode body(Operation operation, Map<String, String> path) {
        var schema = OpenApi.document()
                .path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .at("/requestBody/content/application~1json/schema");
        if (schema.isMissingNode()) {
            return null;
        }
        var body = schemas.of(schema);
        if (body instanceof ObjectNode object) {
            switch (operation) {
                case PUBLISH_BUNDLE_VERSION -> object.put("bundleId", path.get("id"));
                case CREATE_DEPLOY_TRUST -> object.put("ref", "refs/heads/main");
                case ADD_PERSON -> object.put("subject", SchemaSamples.label());
                case ROTATE_PUBLISHER_KEY -> object.put("endLeases", true);
                default -> {
                    // Its schema says all.
                }
            }
        }
        return body;
    }

    /** Fields whose values must be things that are there, or that hang together. */
    private Optional<JsonNode> word(String field) {
        return Optional.of(
                        switch (field) {
                            case "bundleId" -> text(reference(bundle()));
                            case "version" -> text("1.0.0");
                            case "image" -> text("app:1");
                            case "repository" -> text("acme/" + SchemaSamples.label());
                            case "deviceId" ->
                                text(
                                        self == null
                                                ? device().id().toString()
                                                : self.id().toString());
                            case "keyId" ->
                                text(me().id().toString().replace("-", "") + "%08x".formatted(keys.incrementAndGet()));
                            case "sha256" -> text(hash());
                            case "hash" -> text(CredentialHash.of(new byte[32]).encoded());
                            case "deviceIds" ->
                                JsonNodeFactory.instance
                                        .arrayNode()
                                        .add(reference(device().id().toString()));
                            case "target" ->
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .set("deviceIds", word("deviceIds").orElseThrow());
                            case "token" -> text(token());
                            case "requestId" -> text(UuidV7.random().toString());
                            case "issuer" -> text(TestCloud.ISSUER);
                            case "endsAt" ->
                                text(cloud.clock
                                        .instant()
                                        .plus(Duration.ofHours(1))
                                        .toString());
                            default -> MissingNode.getInstance();
                        })
                .filter(found -> !found.isMissingNode());
    }

    private static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }

    private String reference(String id) {
        refers = true;
        return id;
    }

    private String bundle() {
        var id = SchemaSamples.label();
        var manifest = Map.of(
                "bundleId", id, "version", "1.0.0", "containers", List.of(Map.of("name", "app", "image", "app:1")));
        admin.post("/bundles/" + id + "/versions", manifest).is(201);
        made.add(id);
        return id;
    }

    private String token() {
        return admin.post("/enrollment-tokens", Map.of()).is(201).text("/token");
    }
}
