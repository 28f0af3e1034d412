package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The items of one container. */
record Items(Store store, Resource container, Answers answers) {
    private static final int LARGEST_BYTES = 2 * 1024 * 1024;
    private static final int PAGE = 1000;

    /** Create, upsert, query, or all of a partition. */
    Response ofList(Request request) throws Refused, IOException {
        if (request.method().equals("GET") && request.header("a-im") != null) {
            return changes(request);
        }
        if (request.method().equals("GET")) {
            return page(request, new Condition(List.of()));
        }
        if (!request.method().equals("POST")) {
            throw new Refused(405, 0, "MethodNotAllowed", "Not for items: " + request.method());
        }
        if (flag(request, "x-ms-cosmos-is-query-plan-request")) {
            return answers.body(200, Definitions.queryPlan());
        }
        if (flag(request, "x-ms-documentdb-isquery") || flag(request, "x-ms-documentdb-query")) {
            return query(request, CosmosStandIn.body(request));
        }
        if (flag(request, "x-ms-cosmos-is-batch-request")) {
            throw Refused.bad("Batches are not spoken here");
        }
        return write(request, flag(request, "x-ms-documentdb-is-upsert"));
    }

    /** Read, replace, patch or delete one. */
    Response ofOne(Request request, String id) throws Refused, IOException {
        var key = container.key().item(partition(request), id);
        return switch (request.method()) {
            case "GET" -> read(request, key);
            case "PUT" -> {
                var body = checked(request, CosmosStandIn.body(request), id);
                yield answers.written(
                        200,
                        change(key, found -> {
                            match(request, existing(found, id));
                            return body;
                        }),
                        minimal(request));
            }
            case "PATCH" -> {
                var patch = CosmosStandIn.body(request);
                yield answers.written(
                        200,
                        change(key, found -> {
                            var there = existing(found, id);
                            match(request, there);
                            return checked(request, Patch.apply(there.body(), patch), id);
                        }),
                        minimal(request));
            }
            case "DELETE" -> {
                store.change(key, found -> {
                    match(request, existing(found, id));
                    return null;
                });
                yield answers.empty(204);
            }
            default -> throw new Refused(405, 0, "MethodNotAllowed", "Not for an item: " + request.method());
        };
    }

    private Response read(Request request, Key key) throws Refused {
        var found = existing(store.find(key), key.item());
        var known = request.header("if-none-match");
        return known != null && (known.equals("*") || known.equals(found.etag()))
                ? answers.notModified(found)
                : answers.resource(200, found);
    }

    private Response write(Request request, boolean upsert) throws Refused, IOException {
        var body = CosmosStandIn.body(request);
        if (!body.has("id")) {
            body.put("id", UUID.randomUUID().toString());
        }
        var id = body.path("id").asText();
        checked(request, body, id);
        var replaced = new AtomicBoolean();
        var changed = change(container.key().item(partition(request), id), found -> {
            replaced.set(found != null);
            if (found != null && !upsert) {
                throw Refused.conflict(id);
            }
            if (found != null) {
                match(request, found);
            }
            return body;
        });
        return answers.written(replaced.get() ? 200 : 201, changed, minimal(request));
    }

    private Response query(Request request, JsonNode body) throws Refused {
        Map<String, JsonNode> parameters = new HashMap<>();
        for (var parameter : body.path("parameters")) {
            parameters.put(parameter.path("name").asText(), parameter.path("value"));
        }
        return page(request, Condition.parse(body.path("query").asText(), parameters));
    }

    /** A page in the order of ids; the continuation is the last id given. */
    private Response page(Request request, Condition condition) throws Refused {
        var partition = request.header("x-ms-documentdb-partitionkey");
        var key = container.key();
        var wanted = partition == null ? null : partition(request);
        var after = Objects.requireNonNullElse(request.header("x-ms-continuation"), "");
        var size = size(request);
        var found = store
                .list(k -> k.isItem()
                        && k.isUnder(key)
                        && (wanted == null || wanted.equals(k.partition()))
                        && k.item().compareTo(after) > 0)
                .stream()
                .filter(item -> condition.holds(item.body()))
                .limit(size + 1L)
                .toList();
        var answer = answers.list("Documents", found.subList(0, Math.min(size, found.size())), container.rid());
        return found.size() > size
                ? answer.with("x-ms-continuation", found.get(size - 1).key().item())
                : answer;
    }

    /**
     * The change feed in its latest-version mode: each item that was written after the entity tag of the answer before, once,
     * in the order of the writes; without one from the beginning, with a star from now on.
     */
    private Response changes(Request request) throws Refused {
        var known = Objects.requireNonNullElse(request.header("if-none-match"), "\"0\"");
        long since = known.equals("*") ? Long.MAX_VALUE : number(known);
        var size = size(request);
        var changed = store.changed(container.key(), since, size);
        return changed.resources().isEmpty()
                ? answers.unchanged(changed.until())
                : answers.list("Documents", changed.resources(), container.rid())
                        .with("etag", quoted(changed.until()));
    }

    static String quoted(long number) {
        return "\"" + number + "\"";
    }

    private static long number(String tag) throws Refused {
        try {
            return Long.parseLong(tag.replace("\"", ""));
        } catch (NumberFormatException e) {
            throw Refused.bad("If-None-Match is no place in the change feed");
        }
    }

    private Resource change(Key key, Store.Decision decision) throws Refused {
        return Objects.requireNonNull(store.change(key, decision));
    }

    private ObjectNode checked(Request request, ObjectNode body, String id) throws Refused {
        if (!id.equals(body.path("id").textValue()) || id.isEmpty() || id.length() > 255) {
            throw Refused.bad("id must be a string of 1 to 255 characters, the same in the address and in the body");
        }
        if (request.body().length > LARGEST_BYTES) {
            throw new Refused(413, 0, "RequestEntityTooLarge", "An item has at most 2 MB");
        }
        var path = container.body().path("partitionKey").path("paths").path(0).asText();
        var value = body.path(path.substring(1));
        var values = value.isMissingNode() ? "[{}]" : "[" + Json.write(value) + "]";
        if (!values.equals(partition(request))) {
            throw new Refused(
                    400,
                    1001,
                    "BadRequest",
                    "PartitionKey extracted from document doesn't match the one specified in the header");
        }
        return body;
    }

    private static String partition(Request request) throws Refused {
        var header = request.header("x-ms-documentdb-partitionkey");
        if (header == null) {
            throw Refused.bad("x-ms-documentdb-partitionkey must be given");
        }
        try {
            return Json.write(Json.lenient().readTree(header));
        } catch (JsonProcessingException e) {
            throw Refused.bad("x-ms-documentdb-partitionkey is no JSON");
        }
    }

    private static Resource existing(@Nullable Resource found, String id) throws Refused {
        if (found == null) {
            throw Refused.notFound(id);
        }
        return found;
    }

    private static void match(Request request, Resource found) throws Refused {
        var wanted = request.header("if-match");
        if (wanted != null && !wanted.equals("*") && !wanted.equals(found.etag())) {
            throw Refused.stale();
        }
    }

    private static boolean minimal(Request request) {
        return "return=minimal".equals(request.header("prefer"));
    }

    private static boolean flag(Request request, String header) {
        return "true".equalsIgnoreCase(request.header(header));
    }

    private static int size(Request request) {
        try {
            var asked = Integer.parseInt(Objects.requireNonNullElse(request.header("x-ms-max-item-count"), ""));
            return asked > 0 ? Math.min(asked, PAGE) : PAGE;
        } catch (NumberFormatException e) {
            return PAGE;
        }
    }
}
