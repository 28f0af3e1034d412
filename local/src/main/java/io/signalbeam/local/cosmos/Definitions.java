package io.signalbeam.local.cosmos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.json.Json;
import java.util.List;
import java.util.Map;

/** The JSON of the account, databases, containers and partition ranges, with what the SDK reads of it. Pure. */
final class Definitions {
    private Definitions() {}

    static JsonNode account(String address) {
        var location = List.of(Map.of("name", "Local", "databaseAccountEndpoint", address));
        var replicas = Map.of("asyncReplication", false, "minReplicaSetSize", 1, "maxReplicasetSize", 1);
        return tree(Map.ofEntries(
                Map.entry("id", "local"),
                Map.entry("_rid", "local"),
                Map.entry("_self", ""),
                Map.entry("_dbs", "//dbs/"),
                Map.entry("media", "//media/"),
                Map.entry("addresses", "//addresses/"),
                Map.entry("writableLocations", location),
                Map.entry("readableLocations", location),
                Map.entry("enableMultipleWriteLocations", false),
                Map.entry("userReplicationPolicy", replicas),
                Map.entry("systemReplicationPolicy", replicas),
                Map.entry("userConsistencyPolicy", Map.of("defaultConsistencyLevel", "Session")),
                Map.entry("readPolicy", Map.of("primaryReadCoefficient", 1, "secondaryReadCoefficient", 1)),
                Map.entry("queryEngineConfiguration", "{\"maxSqlQueryInputLength\":262144}")));
    }

    static ObjectNode database(String id) {
        return tree(Map.of("id", id, "_colls", "colls/", "_users", "users/"));
    }

    static ObjectNode container(String id, String partitionPath, int defaultTtl) {
        return tree(Map.of(
                "id",
                id,
                "partitionKey",
                Map.of("paths", List.of(partitionPath), "kind", "Hash", "version", 2),
                "defaultTtl",
                defaultTtl,
                "indexingPolicy",
                indexing()));
    }

    /** What a client asked for, with the defaults filled in. */
    static ObjectNode container(JsonNode asked) throws Refused {
        var paths = asked.path("partitionKey").path("paths");
        if (paths.size() != 1 || !paths.path(0).asText().matches("/\\w+")) {
            throw Refused.bad("A container here has one partition key path of one step, such as /id");
        }
        ObjectNode definition = asked.deepCopy();
        if (!definition.has("indexingPolicy")) {
            definition.set("indexingPolicy", tree(indexing()));
        }
        return definition;
    }

    static JsonNode ranges(Resource container) {
        return tree(Map.of(
                "_rid",
                container.rid(),
                "_count",
                1,
                "PartitionKeyRanges",
                List.of(Map.ofEntries(
                        Map.entry("id", "0"),
                        Map.entry("_rid", Rids.item(container.rid(), 0)),
                        Map.entry("_self", "pkranges/0"),
                        Map.entry("_etag", container.etag()),
                        Map.entry("_ts", container.timestamp()),
                        Map.entry("minInclusive", ""),
                        Map.entry("maxExclusive", "FF"),
                        Map.entry("ridPrefix", 0),
                        Map.entry("throughputFraction", 1),
                        Map.entry("status", "online"),
                        Map.entry("parents", List.of())))));
    }

    /** The plan of a query that needs no merging: every partition range, the query as it is. */
    static JsonNode queryPlan() {
        return tree(Map.of(
                "partitionedQueryExecutionInfoVersion",
                2,
                "queryInfo",
                Map.ofEntries(
                        Map.entry("distinctType", "None"),
                        Map.entry("orderBy", List.of()),
                        Map.entry("orderByExpressions", List.of()),
                        Map.entry("groupByExpressions", List.of()),
                        Map.entry("groupByAliases", List.of()),
                        Map.entry("aggregates", List.of()),
                        Map.entry("groupByAliasToAggregateType", Map.of()),
                        Map.entry("rewrittenQuery", ""),
                        Map.entry("hasSelectValue", false)),
                "queryRanges",
                List.of(Map.of("min", "", "max", "FF", "isMinInclusive", true, "isMaxInclusive", false))));
    }

    private static Map<String, Object> indexing() {
        return Map.of(
                "indexingMode",
                "consistent",
                "automatic",
                true,
                "includedPaths",
                List.of(Map.of("path", "/*")),
                "excludedPaths",
                List.of());
    }

    private static ObjectNode tree(Map<String, ?> value) {
        return Json.lenient().valueToTree(value);
    }
}
