package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Finds something to try an operation on that nobody has told us of: what is POSTed to a collection is in it, and what a
 * collection lists is, too.
 */
final class Members {
    /** What a member may be named by in its operations' paths, the likeliest first. */
    private static final String[] NAMES = {"id", "name"};

    private final ApiDocument document;
    private final Things things;
    private final Function<String, Optional<JsonNode>> wishes;
    private final Random random = new Random(1);

    /** @param wishes as those of {@link SchemaValues} */
    Members(ApiDocument document, Things things, Function<String, Optional<JsonNode>> wishes) {
        this.document = document;
        this.things = things;
        this.wishes = wishes;
    }

    /**
     * A member's id, or its name where it has none: of a new one where the document says how to make it.
     *
     * @param collection path in the document
     * @param values of the parameters in it
     * @throws IOException when there is none, and none can be made
     */
    String member(String collection, Map<String, String> values) throws IOException, InterruptedException {
        var path = collection;
        for (var value : values.entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        var schema = schemaToMakeOne(collection);
        if (schema.isPresent()) {
            var body = new SchemaValues(document, wishes, random).value(schema.get());
            return named(things.made(path, body), collection);
        }
        if (!has("GET", collection)) {
            throw new IOException("the document says neither how to make something in " + collection
                    + " nor how to list it," + " and Subjects does not either");
        }
        return named(things.listed(path).path("items").path(0), collection);
    }

    private Optional<JsonNode> schemaToMakeOne(String collection) {
        return document.operations().stream()
                .filter(operation ->
                        operation.method().equals("POST") && operation.path().equals(collection))
                .map(operation -> operation.content().path("application/json").path("schema"))
                .filter(schema -> !schema.isMissingNode())
                .findFirst();
    }

    private boolean has(String method, String path) {
        return document.operations().stream()
                .anyMatch(operation ->
                        operation.method().equals(method) && operation.path().equals(path));
    }

    private static String named(JsonNode member, String collection) throws IOException {
        for (var name : NAMES) {
            if (member.hasNonNull(name)) {
                return member.path(name).asText();
            }
        }
        throw new IOException("nothing is in " + collection);
    }
}
