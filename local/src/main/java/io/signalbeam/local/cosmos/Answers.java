package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.shared.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Responses with the headers that every answer of Cosmos DB carries. */
record Answers(Store store) {
    private static final int KILOBYTE = 1024;

    Response body(int status, JsonNode body) {
        return respond(status, Json.writeBytes(body), Map.of(), 1);
    }

    Response empty(int status) {
        return respond(status, new byte[0], Map.of(), 1);
    }

    Response resource(int status, Resource resource) {
        var body = Json.writeBytes(shown(resource));
        return respond(status, body, headers(resource), body.length / (double) KILOBYTE + 1);
    }

    /** A written item; the body is left out when the client prefers so. */
    Response written(int status, Resource resource, boolean minimal) {
        var body = minimal ? new byte[0] : Json.writeBytes(shown(resource));
        // A write of one kilobyte costs about five and a half request units.
        return respond(status, body, headers(resource), 5.5 * Math.max(1, Math.ceilDiv(body.length, KILOBYTE)));
    }

    Response notModified(Resource resource) {
        return respond(304, new byte[0], headers(resource), 1);
    }

    /** Nothing new in a change feed, and from where to ask next. */
    Response unchanged(long until) {
        return respond(304, new byte[0], Map.of("etag", Items.quoted(until)), 1);
    }

    Response list(String name, List<Resource> resources, String ownerRid) {
        var body = Json.lenient().createObjectNode().put("_rid", ownerRid).put("_count", resources.size());
        var all = body.putArray(name);
        resources.forEach(resource -> all.add(shown(resource)));
        return respond(
                200,
                Json.writeBytes(body),
                Map.of("x-ms-item-count", Integer.toString(resources.size())),
                2.3 + resources.size() * 0.1);
    }

    Response refused(Refused refused) {
        var message = refused.getMessage();
        return respond(
                refused.status(),
                Json.writeBytes(Map.of("code", refused.code(), "message", message == null ? "" : message)),
                Map.of("x-ms-substatus", Integer.toString(refused.subStatus())),
                1);
    }

    private static Map<String, String> headers(Resource resource) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("etag", resource.etag());
        var key = resource.key();
        // The owner's: the SDK keeps its session tokens by these two, and makes addresses of them.
        if (key.isItem()) {
            headers.put("x-ms-alt-content-path", "dbs/" + key.database() + "/colls/" + key.container());
            headers.put("x-ms-content-path", Rids.containerOf(resource.rid()));
        } else if (key.isContainer()) {
            headers.put("x-ms-alt-content-path", "dbs/" + key.database());
            headers.put("x-ms-content-path", Rids.databaseOf(resource.rid()));
        }
        return headers;
    }

    /** The body as clients see it: with its own address. */
    private static ObjectNode shown(Resource resource) {
        var body = resource.body().deepCopy();
        var key = resource.key();
        var self = "dbs/" + key.database();
        if (key.isContainer()) {
            self = "dbs/" + Rids.databaseOf(resource.rid()) + "/colls/" + resource.rid() + "/";
            body.put("_docs", "docs/").put("_sprocs", "sprocs/").put("_triggers", "triggers/");
            body.put("_udfs", "udfs/").put("_conflicts", "conflicts/");
        } else if (key.isItem()) {
            self += "/colls/" + key.container() + "/docs/" + resource.rid() + "/";
            body.put("_attachments", "attachments/");
        } else {
            self = "dbs/" + resource.rid() + "/";
        }
        return body.put("_self", self);
    }

    private Response respond(int status, byte[] body, Map<String, String> more, double charge) {
        var headers = new LinkedHashMap<String, List<String>>();
        put(headers, "content-type", "application/json");
        put(headers, "x-ms-version", "2018-12-31");
        put(headers, "x-ms-activity-id", UUID.randomUUID().toString());
        put(headers, "x-ms-request-charge", String.format(Locale.ROOT, "%.2f", charge));
        put(headers, "x-ms-session-token", "0:-1#" + store.sequence());
        put(headers, "lsn", Long.toString(store.sequence()));
        put(headers, "x-ms-gatewayversion", "2.0.0");
        more.forEach((name, value) -> put(headers, name, value));
        return new Response(status, headers, body);
    }

    private static void put(Map<String, List<String>> headers, String name, String value) {
        headers.put(name, List.of(value));
    }
}
