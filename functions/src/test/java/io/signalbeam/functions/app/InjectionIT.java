package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.access.Operation.Access;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.OpenApi;
import io.signalbeam.functions.testing.SampleRequests;
import io.signalbeam.functions.testing.SampleRequests.Sample;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.TenantId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tries SQL, paths and worse in every string of every operation, as the OpenAPI document lists them: in paths past what
 * routes let through, in queries, headers and bodies. Nothing breaks, nothing of another tenant is seen, and nothing of it
 * has changed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectionIT {
    private static final List<String> ATTACKS = List.of(
            "' OR '1'='1",
            "') OR true --",
            "x'; DELETE FROM devices; --",
            "x'); UPDATE devices SET name = 'owned'; COMMIT; --",
            "' UNION SELECT name, name, name FROM devices --",
            "%' OR name LIKE '%",
            "\" OR \"\"=\"",
            "\\'; RESET ROLE; --",
            "$$; SET ROLE signalbeam_service; $$",
            ":tenant",
            "? || ?",
            "../../../../etc/passwd",
            "..%2f..%2f..%2fetc%2fpasswd",
            "..\\..\\..\\windows\\win.ini",
            "/etc/passwd\u0000.json",
            "\u0000",
            "%00",
            "${jndi:ldap://127.0.0.1:1/x}",
            "<script>alert(1)</script>",
            "a\r\nset-cookie: owned=1",
            "\uD835\uDD4F \u202E \uFFFF",
            "\uD835",
            "A".repeat(5_000));

    /** Enough for each kind of attack in a field, where fields are many. */
    private static final int IN_A_FIELD = 4;

    private static final int DEEPEST = 5;
    private static final String MARK = "victim-7f3a19";
    /** Who changes a key of the whole installation is noted in every tenant's trail: what they asked for is no attack. */
    private static final Map<String, String> NOT_OF_THE_PLATFORM = Map.of(
            "audit_log",
            " and action not in ('publisher-key.rotate', 'signing-key.rotate')",
            "audit_unsealed",
            " and not exists (select from audit_log l where l.id = t.entry_id"
                    + " and l.action in ('publisher-key.rotate', 'signing-key.rotate'))");

    private TestCloud cloud;
    private SampleRequests samples;
    private Enrolled device;
    private TenantId victim;
    private String before;
    private int next;

    @BeforeAll
    void open() {
        cloud = new TestCloud();
        cloud.tenant("attacker");
        victim = cloud.tenant(MARK);
        samples = new SampleRequests(cloud, "attacker");
        device = samples.device();
        cloud.database
                .owner()
                .useHandle(tx -> tx.execute("select ensure_metrics_partitions(current_date - 1, current_date + 1)"));
        Enrolled.in(cloud, MARK, MARK, Map.of("secret", MARK));
        var admin = cloud.person(MARK, "Admin");
        admin.post("/groups", Map.of("name", MARK)).is(201);
        admin.post("/bundles", Map.of("id", MARK)).is(201);
        admin.post("/people", Map.of("subject", MARK, "role", "Viewer")).is(201);
        before = victimsRows();
    }

    @AfterAll
    void close() {
        assertThat(victimsRows()).isEqualTo(before);
        cloud.close();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void stands_whatever_is_written_into_it(Operation operation) {
        var sample = operation.access() == Access.DEVICE ? samples.of(operation, device) : samples.of(operation);
        for (var name : parameters(operation, "path")) {
            for (var attack : ATTACKS) {
                var path = new HashMap<>(sample.path());
                path.put(name, attack);
                check(operation, name, attack, caller(operation).invoke(operation, path, Map.of(), sample.body()));
            }
        }
        for (var name : parameters(operation, "query")) {
            for (var attack : ATTACKS) {
                var answer = caller(operation).invoke(operation, sample.path(), Map.of(name, attack), sample.body());
                check(operation, name, attack, answer);
            }
        }
        for (var name : headers(operation)) {
            for (var attack : some()) {
                var answer =
                        caller(operation).with(name, attack).invoke(operation, sample.path(), Map.of(), sample.body());
                check(operation, name, attack, answer);
            }
        }
        bodies(sample)
                .forEach(body -> check(
                        operation,
                        "the body",
                        body.toString(),
                        caller(operation).invoke(operation, sample.path(), Map.of(), body.toString())));
        forms(operation)
                .forEach(form -> check(
                        operation,
                        "the form",
                        form,
                        caller(operation)
                                .with("Content-Type", "application/x-www-form-urlencoded")
                                .invoke(operation, sample.path(), Map.of(), form)));
        assertThat(victimsRows()).isEqualTo(before);
    }

    private TestApi caller(Operation operation) {
        return switch (operation.access()) {
            case ANYONE -> cloud.anyone();
            case DEVICE -> cloud.device(device.key());
            case PLATFORM -> cloud.platformAdministrator();
            case PERSON, MEMBER, VIEWER, OPERATOR, ADMIN -> cloud.person("attacker", "Admin");
        };
    }

    private static void check(Operation operation, String where, String attack, TestApi.Answer answer) {
        var what = operation + ", " + where + " = " + attack + ": " + answer.status() + " " + answer.body();
        if (operation != Operation.HEALTH_READY && operation != Operation.GET_REFERENCE_SCRIPT) {
            assertThat(answer.status()).as(what).isLessThan(500);
        }
        if (operation.access() != Access.PLATFORM) {
            assertThat(answer.body().toString()).as(what).doesNotContain(MARK);
        }
        assertThat(answer.headers().values())
                .as(what)
                .noneMatch(value -> value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0);
    }

    private static JsonNode declared(Operation operation) {
        return OpenApi.document().path("paths").path(operation.path());
    }

    private static List<String> parameters(Operation operation, String in) {
        var path = declared(operation);
        return Stream.concat(
                        path.path("parameters").valueStream(),
                        path.path(operation.method().toLowerCase(Locale.ROOT))
                                .path("parameters")
                                .valueStream())
                .map(OpenApi::follow)
                .filter(parameter -> parameter.path("in").asText().equals(in))
                .map(parameter -> parameter.path("name").asText())
                .toList();
    }

    /** Those of the operation, and those that all operations read. */
    private static List<String> headers(Operation operation) {
        return Stream.concat(
                        parameters(operation, "header").stream(),
                        Stream.of("Authorization", "X-API-Key", "X-Tenant-Id", "traceparent", "Content-Type"))
                .toList();
    }

    private List<String> some() {
        return Stream.generate(() -> ATTACKS.get(next++ % ATTACKS.size()))
                .limit(IN_A_FIELD)
                .toList();
    }

    private List<String> forms(Operation operation) {
        var fields = new TreeMap<String, String>();
        OpenApi.follow(declared(operation)
                        .path(operation.method().toLowerCase(Locale.ROOT))
                        .at("/requestBody/content/application~1x-www-form-urlencoded/schema"))
                .path("properties")
                .properties()
                .forEach(field -> fields.put(
                        field.getKey(), samples.value(field.getValue()).asText()));
        var forms = new ArrayList<String>();
        fields.keySet()
                .forEach(name -> ATTACKS.forEach(attack -> {
                    var attacked = new TreeMap<>(fields);
                    attacked.put(name, attack);
                    forms.add(attacked.entrySet().stream()
                            .map(field ->
                                    field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&")));
                }));
        return forms;
    }

    private List<JsonNode> bodies(Sample sample) {
        var schema = declared(sample.operation())
                .path(sample.operation().method().toLowerCase(Locale.ROOT))
                .at("/requestBody/content/application~1json/schema");
        return schema.isMissingNode() ? List.of() : attacked(schema, sample.body(), 0);
    }

    /** The value once for every string in its schema and every attack, with that string replaced. */
    private List<JsonNode> attacked(JsonNode schema, JsonNode value, int depth) {
        var resolved = OpenApi.follow(schema);
        var type = resolved.path("type");
        if (depth > DEEPEST) {
            return List.of();
        }
        return switch (type.isArray()
                ? type.path(0).asText()
                : type.asText(resolved.has("properties") ? "object" : "string")) {
            case "string" -> some().stream().<JsonNode>map(TextNode::valueOf).toList();
            case "array" -> {
                var items = attacked(resolved.path("items"), samples.value(resolved.path("items")), depth + 1);
                yield items.stream()
                        .<JsonNode>map(
                                item -> JsonNodeFactory.instance.arrayNode().add(item))
                        .toList();
            }
            case "object" -> objects(resolved, value, depth);
            default -> List.of();
        };
    }

    private List<JsonNode> objects(JsonNode schema, JsonNode value, int depth) {
        var base = value instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        var found = new ArrayList<JsonNode>();
        schema.path("properties").properties().forEach(property -> {
            var name = property.getKey();
            var child = base.has(name) ? base.get(name) : samples.value(property.getValue());
            attacked(property.getValue(), child, depth + 1)
                    .forEach(attack -> found.add(base.deepCopy().set(name, attack)));
        });
        if (schema.path("additionalProperties").isObject()) {
            some().forEach(attack -> found.add(base.deepCopy().put(attack, "x")));
            some().forEach(attack -> found.add(base.deepCopy().put("x", attack)));
        }
        return found;
    }

    /** Everything of the other tenant, and which tables there are. */
    private String victimsRows() {
        return cloud.database.owner().withHandle(tx -> {
            var tables = tx.createQuery("select c.relname from pg_class c where c.relkind in ('r', 'p', 'v')"
                            + " and c.relnamespace = 'public'::regnamespace order by 1")
                    .mapTo(String.class)
                    .list();
            var rows = new StringBuilder(tables.toString());
            for (var table : TestDatabase.tablesOfTenants(tx)) {
                rows.append(tx.createQuery("select coalesce(string_agg(t::text, '|' order by t::text), '') from "
                                + table + " t where tenant_id = :victim" + NOT_OF_THE_PLATFORM.getOrDefault(table, ""))
                        .bind("victim", victim.value())
                        .mapTo(String.class)
                        .one());
            }
            return rows.toString();
        });
    }
}
