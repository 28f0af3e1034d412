package io.signalbeam.local.host.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/**
 * {@code extensions.eventHubs} of host.json, with the extension's own defaults.
 *
 * @param maxWaitTime how long a batch waits for its minimum size; it counts only when the minimum is above one
 * @param batchCheckpointFrequency after how many batches of a partition a checkpoint is written
 * @param initialOffset where a partition without a checkpoint is begun
 * @param loadBalancingUpdateInterval how often the hosts share out the partitions anew
 * @param partitionOwnershipExpirationInterval after how long the partitions of a host that died are free
 */
public record EventHubsOptions(
        int maxEventBatchSize,
        int minEventBatchSize,
        Duration maxWaitTime,
        int prefetchCount,
        int batchCheckpointFrequency,
        InitialOffset initialOffset,
        Duration loadBalancingUpdateInterval,
        Duration partitionOwnershipExpirationInterval) {

    /** Where to begin. */
    public sealed interface InitialOffset {
        record FromStart() implements InitialOffset {}

        record FromEnd() implements InitialOffset {}

        record FromEnqueuedTime(Instant time) implements InitialOffset {}
    }

    public EventHubsOptions {
        if (maxEventBatchSize < 1 || minEventBatchSize < 1 || minEventBatchSize > maxEventBatchSize) {
            throw new IllegalArgumentException(
                    "eventHubs: 1 <= minEventBatchSize <= maxEventBatchSize does not hold in host.json");
        }
        if (prefetchCount < 1 || batchCheckpointFrequency < 1) {
            throw new IllegalArgumentException(
                    "eventHubs: prefetchCount and batchCheckpointFrequency start at 1 in host.json");
        }
    }

    static EventHubsOptions read(JsonNode node) {
        var offset = node.path("initialOffsetOptions");
        var type = offset.path("type").asText("fromStart");
        return new EventHubsOptions(
                node.path("maxEventBatchSize").asInt(100),
                node.path("minEventBatchSize").asInt(1),
                span(node, "maxWaitTime", "00:01:00"),
                node.path("prefetchCount").asInt(300),
                node.path("batchCheckpointFrequency").asInt(1),
                switch (type) {
                    case "fromStart" -> new InitialOffset.FromStart();
                    case "fromEnd" -> new InitialOffset.FromEnd();
                    case "fromEnqueuedTime" ->
                        new InitialOffset.FromEnqueuedTime(
                                Instant.parse(offset.path("enqueuedTimeUtc").asText()));
                    default -> throw new IllegalArgumentException("eventHubs.initialOffsetOptions.type is " + type);
                },
                span(node, "loadBalancingUpdateInterval", "00:00:10"),
                span(node, "partitionOwnershipExpirationInterval", "00:00:30"));
    }

    private static Duration span(JsonNode node, String field, String standard) {
        return TimeSpans.required(node.path(field).asText(standard), "eventHubs." + field);
    }
}
