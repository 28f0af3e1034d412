package io.signalbeam.functions.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.OpenApi;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is too long, too many or too large, and that the answer says so. */
class RequestSizesIT {
    private static TestCloud cloud;
    private static TestApi operator;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        operator = cloud.person("acme", "Operator", "Admin");
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @Test
    void a_body_beyond_its_limit_is_refused_with_the_limit() {
        assertThat(operator.post("/groups", "x".repeat(1_048_577))
                        .isProblem(413, "too-large")
                        .text("/detail"))
                .contains("1048576 bytes");
        operator.post("/groups", "x".repeat(1_048_576)).isProblem(400, "malformed-json");
    }

    @Test
    void a_limit_is_of_bytes_and_not_of_characters() {
        operator.post("/groups", "\u20ac".repeat(349_526)).isProblem(413, "too-large");
        operator.post("/groups", "\u20ac".repeat(349_525)).isProblem(400, "malformed-json");
    }

    @Test
    void a_manifest_has_a_limit_of_its_own() {
        assertThat(operator.post("/bundles/till/versions", "x".repeat(262_145))
                        .isProblem(413, "too-large")
                        .text("/detail"))
                .contains("262144 bytes");
    }

    @Test
    void those_who_are_not_known_yet_may_send_little() {
        assertThat(cloud.anyone()
                        .post("/agent/enroll", "x".repeat(32_769))
                        .isProblem(413, "too-large")
                        .text("/detail"))
                .contains("32768 bytes");
    }

    @Test
    void a_large_body_is_refused_before_anybody_is_asked_who_they_are() {
        cloud.anyone().post("/groups", "x".repeat(1_048_577)).isProblem(413, "too-large");
    }

    @Test
    void every_list_refuses_a_page_larger_than_the_document_says() {
        var group = operator.post("/groups", Map.of("name", "any")).is(201).text("/id");
        var device = Enrolled.in(cloud, "acme", "any", Map.of()).id().toString();
        for (var operation : Operation.values()) {
            parameters(operation).filter(named("limit")).forEach(limit -> {
                var path = operation
                        .path()
                        .replace("{id}", operation.path().startsWith("/groups/") ? group : device)
                        .replace("{exportId}", device)
                        .replaceAll("\\{\\w+}", "any");
                long beyond = limit.at("/schema/maximum").asLong() + 1;
                var caller = caller(operation);
                for (var wrong : List.of(beyond, 0L)) {
                    var asked = path + "?limit=" + wrong;
                    (operation.method().equals("GET") ? caller.get(asked) : caller.post(asked, Map.of()))
                            .isProblem(400, "validation-failed");
                }
            });
        }
    }

    @Test
    void lists_in_bodies_have_an_end() {
        var group = operator.post("/groups", Map.of("name", "tills")).is(201).text("/id");
        var devices = IntStream.range(0, 1001)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        operator.post("/groups/" + group + "/members", Map.of("deviceIds", devices))
                .isProblem(400, "validation-failed");
    }

    @Test
    void texts_in_bodies_have_an_end() {
        operator.post("/groups", Map.of("name", "a", "description", "x".repeat(501)))
                .isProblem(400, "validation-failed");
        operator.post("/groups", Map.of("name", "a".repeat(64))).isProblem(400, "validation-failed");
        operator.post("/groups", Map.of("name", "a", "selector", "a=" + "b".repeat(2000)))
                .isProblem(400, "validation-failed");
        var labels = IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "label" + i, i -> "x"));
        operator.post("/enrollment-tokens", Map.of("maxUses", 1, "labels", labels))
                .isProblem(400, "validation-failed");
    }

    private static TestApi caller(Operation operation) {
        return operation.access() == Operation.Access.PLATFORM ? cloud.platformAdministrator() : operator;
    }

    private static Stream<JsonNode> parameters(Operation operation) {
        return OpenApi.document()
                .path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("parameters")
                .valueStream()
                .map(parameter -> parameter.has("$ref")
                        ? OpenApi.document().at(parameter.get("$ref").asText().substring(1))
                        : parameter);
    }

    private static Predicate<JsonNode> named(String name) {
        return parameter -> parameter.path("name").asText().equals(name);
    }
}
