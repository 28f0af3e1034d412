package io.signalbeam.local.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That the soak would find what it looks for. */
class ApiDocumentTest {
    private static final String DOCUMENT = """
            {"paths": {"/things/{id}": {"parameters": [{"$ref": "#/components/parameters/Id"}],
              "put": {"operationId": "putThing",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                  "204": {}, "default": {"$ref": "#/components/responses/Problem"}}}}},
             "components": {
               "parameters": {"Id": {"name": "id", "in": "path", "schema": {"type": "string", "format": "uuid"}}},
               "responses": {"Problem": {"content": {"application/problem+json": {"schema": {"type": "object", "required": ["code"]}}}}},
               "schemas": {"Thing": {"type": "object", "additionalProperties": false, "required": ["name", "size"],
                 "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 5},
                   "size": {"type": "integer", "minimum": 1, "maximum": 3}, "note": {"type": "string"}}}}}}""";

    private final ApiDocument document = document();
    private final ApiOperation operation = document.operations().getFirst();
    private final FuzzRequest request =
            new FuzzRequest("PUT", "/things/1", List.of(), List.of(new Pair("x-api-key", "k")), "{}", List.of(), false);

    @Test
    void reads_an_operation_with_what_stands_beside_it() {
        assertThat(document.operations()).hasSize(1);
        assertThat(operation.parameters())
                .extracting(ApiOperation.Parameter::name)
                .containsExactly("id");
        assertThat(operation.credential()).isEqualTo(ApiOperation.Credential.PERSON);
    }

    @Test
    void an_answer_that_the_document_allows_is_none_to_object_to() {
        assertThat(objection(200, "application/json", "{\"name\":\"x\",\"size\":2}"))
                .isEmpty();
        assertThat(objection(404, "application/problem+json; charset=utf-8", "{\"code\":\"not-found\"}"))
                .isEmpty();
        assertThat(objection(204, "", "")).isEmpty();
    }

    @Test
    void an_answer_that_the_document_does_not_allow_is_objected_to() {
        assertThat(objection(500, "application/problem+json", "{\"code\":\"internal\"}"))
                .contains("a server's error");
        assertThat(objection(201, "application/json", "{}")).isPresent();
        assertThat(objection(200, "application/json", "{\"name\":\"x\"}")).isPresent();
        assertThat(objection(200, "text/plain", "x")).isPresent();
        assertThat(objection(200, "application/json", "{")).isPresent();
        assertThat(objection(204, "application/json", "{}")).isPresent();
        assertThat(objection(400, "application/problem+json", "{}")).isPresent();
    }

    @Test
    void only_a_request_that_may_lead_elsewhere_may_be_answered_by_the_host() {
        var answer = new FuzzAnswer(404, Map.of(), "");
        assertThat(document.objection(operation, request, answer)).isPresent();
        assertThat(document.objection(operation, request.withPath("/things/..", "odd"), answer))
                .isEmpty();
        assertThat(document.objection(
                        operation, request.withPath("/things/..", "odd"), new FuzzAnswer(500, Map.of(), "")))
                .isPresent();
    }

    @Test
    void values_are_as_their_schema_says_and_the_same_for_the_same_seed() {
        var schema = document.follow(operation.content().at("/application~1json/schema"));
        for (int seed = 0; seed < 200; seed++) {
            var value = values(seed).value(schema);
            assertThat(value).isEqualTo(values(seed).value(schema));
            assertThat(value.path("name").asText().length()).isBetween(1, 5);
            assertThat(value.path("size").asInt()).isBetween(1, 3);
            assertThat(value.has("note")).isFalse();
        }
    }

    @Test
    void odd_requests_are_the_same_for_the_same_seed_and_say_what_is_odd() {
        var body = values(1).value(operation.content().at("/application~1json/schema"));
        for (int seed = 0; seed < 2000; seed++) {
            var odd = new Oddities(new Random(seed)).applied(request, body, List.of("1"));
            assertThat(odd).isEqualTo(new Oddities(new Random(seed)).applied(request, body, List.of("1")));
            assertThat(odd.oddities()).hasSize(1);
            assertThat(odd.at(URI.create("http://127.0.0.1")).method()).isEqualTo("PUT");
            assertThat(odd.curl()).startsWith("curl ").doesNotContain("x-api-key: k");
        }
    }

    private SchemaValues values(long seed) {
        return new SchemaValues(
                document,
                name -> name.equals("note") ? Optional.of(MissingNode.getInstance()) : Optional.empty(),
                new Random(seed));
    }

    private Optional<String> objection(int status, String type, String body) {
        var headers = new HashMap<>(Map.of("x-correlation-id", "1", "x-content-type-options", "nosniff"));
        headers.put("content-type", type);
        return document.objection(operation, request, new FuzzAnswer(status, headers, body));
    }

    private static ApiDocument document() {
        try {
            return new ApiDocument(Json.strict().readTree(DOCUMENT));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
