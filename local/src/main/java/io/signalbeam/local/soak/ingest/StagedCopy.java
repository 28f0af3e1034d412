package io.signalbeam.local.soak.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The staged app, all of it by links, but with partitions of a killed host free again within seconds: the product's own
 * half a minute is Event Hubs' to keep, and would be most of what a round of chaos waits for.
 */
record StagedCopy(Path folder, List<String> functions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static StagedCopy of(Path staged, Path copy) throws IOException {
        Files.createDirectories(copy);
        try (var children = Files.list(staged)) {
            for (var child : children.toList()) {
                if (!child.endsWith("host.json")) {
                    Files.createSymbolicLink(copy.resolve(child.getFileName()), child.toAbsolutePath());
                }
            }
        }
        var host = (ObjectNode) JSON.readTree(staged.resolve("host.json").toFile());
        host.withObject("/extensions/eventHubs")
                .put("loadBalancingUpdateInterval", "00:00:01")
                .put("partitionOwnershipExpirationInterval", "00:00:06");
        JSON.writeValue(copy.resolve("host.json").toFile(), host);
        try (var children = Files.list(staged)) {
            var names = children.filter(child -> Files.exists(child.resolve("function.json")))
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
            return new StagedCopy(copy, names);
        }
    }
}
