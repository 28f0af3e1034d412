package io.signalbeam.functions.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as Event Hubs delivered it, perhaps not for the first time.
 *
 * @param publisher whose credential sent it, as Event Hubs itself noted; absent when it came by no publisher's path
 * @param properties what the sender put beside the body: a JSON object
 */
public record Delivery(Position position, @Nullable String publisher, JsonNode properties, byte[] body) {

    /**
     * Where it lies; together its identity, for as long as the hub lives.
     *
     * @param sequence number in the partition, at least 0
     * @param enqueuedAt by the broker's clock
     */
    public record Position(String hub, String partition, long sequence, Instant enqueuedAt) {}
}
