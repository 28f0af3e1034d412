package io.signalbeam.functions.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** The OpenAPI document, and whether an answer is one that it allows. */
public final class OpenApi {
    private static final JsonNode DOCUMENT = read();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private OpenApi() {}

    public static JsonNode document() {
        return DOCUMENT;
    }

    /** Fails when the operation does not know this answer, or its body is not as its schema says. */
    public static void check(String method, String path, int status, String mediaType, JsonNode body) {
        var responses = DOCUMENT.path("paths")
                .path(path)
                .path(method.toLowerCase(Locale.ROOT))
                .path("responses");
        var response = follow(
                responses.has(Integer.toString(status))
                        ? responses.get(Integer.toString(status))
                        : status >= 400 ? responses.path("default") : responses.path("none"));
        if (response.isMissingNode() && status >= 500) {
            // Whatever breaks on the server is told in the same form, be it an operation that expects no problem.
            response = DOCUMENT.at("/components/responses/Problem");
        }
        var what = method + " " + path + " → " + status;
        assertThat(response.isMissingNode()).as(what + " is in the document").isFalse();
        if (!response.has("content")) {
            assertThat(body.isMissingNode()).as(what + " has no body").isTrue();
            return;
        }
        var media = response.path("content").path(mediaType);
        assertThat(media.isMissingNode()).as(what + " as " + mediaType).isFalse();
        // References point into the whole document, so the schema stands at its root.
        ObjectNode root = media.path("schema").deepCopy();
        root.set("components", DOCUMENT.path("components"));
        var config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        var errors = SCHEMAS.getSchema(root, config).validate(body);
        assertThat(errors.stream().map(Object::toString).collect(Collectors.joining("\n")))
                .as(what + " " + body)
                .isEmpty();
    }

    /** What the node says, or what it refers to. */
    public static JsonNode follow(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read() {
        try (var file = OpenApi.class.getResourceAsStream("/openapi/openapi.yaml")) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
