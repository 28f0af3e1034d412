package io.signalbeam.local.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.signalbeam.shared.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** An OpenAPI 3.1 document: its operations, and what it says of an answer. */
final class ApiDocument {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    /** What a web server answers by itself to a path, a header or a body that it does not even hand on. */
    private static final Set<Integer> OF_THE_HOST = Set.of(400, 404, 405, 413, 414, 431);

    /** Knows that there is more in a document than schemas. */
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword("components"))
                    .build()));

    private final JsonNode document;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    ApiDocument(JsonNode document) {
        this.document = document;
    }

    List<ApiOperation> operations() {
        var found = new ArrayList<ApiOperation>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> found.add(operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                path.getValue(),
                                operation.getValue()))));
        return found;
    }

    private ApiOperation operation(String method, String path, JsonNode shared, JsonNode operation) {
        var parameters = Stream.concat(
                        shared.path("parameters").valueStream(),
                        operation.path("parameters").valueStream())
                .map(this::follow)
                .map(parameter -> new ApiOperation.Parameter(
                        parameter.path("in").asText(),
                        parameter.path("name").asText(),
                        follow(parameter.path("schema"))))
                .toList();
        var credential = !operation.has("security")
                ? ApiOperation.Credential.PERSON
                : operation.path("security").isEmpty() ? ApiOperation.Credential.NONE : ApiOperation.Credential.DEVICE;
        return new ApiOperation(
                operation.path("operationId").asText(),
                method,
                path,
                credential,
                parameters,
                operation.at("/requestBody/content"),
                operation.path("responses"));
    }

    /** What a reference stands for; anything else is itself. */
    JsonNode follow(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** What is wrong with an answer; empty when the document allows it. */
    Optional<String> objection(ApiOperation operation, FuzzRequest request, FuzzAnswer answer) {
        var declared = declared(operation, answer.status());
        if (answer.status() >= 500 && !operation.responses().has(Integer.toString(answer.status()))) {
            return Optional.of("a server's error");
        }
        if (answer.header("x-correlation-id").isEmpty()) {
            return request.mayMissTheApp() && OF_THE_HOST.contains(answer.status())
                    ? Optional.empty()
                    : Optional.of("no answer of the app's: it has no X-Correlation-Id");
        }
        if (request.pathIsOdd() && answer.status() < 400) {
            return Optional.empty(); // Another spelling of the id, or another operation's path.
        }
        if (declared.isMissingNode()) {
            return Optional.of("a status that the document does not list");
        }
        if (!answer.header("x-content-type-options").equals(Optional.of("nosniff"))) {
            return Optional.of("no X-Content-Type-Options");
        }
        return body(operation.id() + " " + answer.status(), declared, answer);
    }

    private JsonNode declared(ApiOperation operation, int status) {
        var responses = operation.responses();
        var own = Integer.toString(status);
        return follow(
                responses.has(own) ? responses.get(own) : status >= 400 ? problem(responses) : responses.path(own));
    }

    /** Operations that refuse nothing list no problem, but a refusal of a header or of a method has the same form. */
    private JsonNode problem(JsonNode responses) {
        return responses.has("default") ? responses.get("default") : document.at("/components/responses/Problem");
    }

    private Optional<String> body(String what, JsonNode declared, FuzzAnswer answer) {
        if (!declared.has("content")) {
            return answer.body().isEmpty() ? Optional.empty() : Optional.of("a body where there is none");
        }
        var type = answer.mediaType();
        var media = declared.path("content").path(type);
        if (media.isMissingNode()) {
            return Optional.of("the media type '" + type + "', which the document does not list");
        }
        try {
            JsonNode body = answer.body().isEmpty()
                    ? MissingNode.getInstance()
                    : type.endsWith("json") ? Json.strict().readTree(answer.body()) : TextNode.valueOf(answer.body());
            if (body.isMissingNode()) {
                return Optional.of("no body");
            }
            var errors = schemas.computeIfAbsent(what + " " + type, key -> compiled(media.path("schema")))
                    .validate(body);
            return errors.isEmpty()
                    ? Optional.empty()
                    : Optional.of("not as its schema says: " + errors.iterator().next());
        } catch (JsonProcessingException e) {
            return Optional.of("no JSON: " + e.getOriginalMessage());
        }
    }

    /** References point into the whole document, so the schema stands at its root. */
    private JsonSchema compiled(JsonNode schema) {
        ObjectNode root = schema.deepCopy();
        root.set("components", document.path("components"));
        return SCHEMAS.getSchema(
                root,
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    }
}
