package io.signalbeam.local.host.eventhubs;

import com.azure.messaging.eventhubs.EventData;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event while it waits and while its batch runs: what functions are told of it, and no more. The SDK's own objects take
 * several times the memory of its body, and of each partition up to two batches are held.
 *
 * @param properties what its sender put beside the body
 * @param annotations what the hub did
 */
record Received(
        byte[] body,
        long sequence,
        String offset,
        @Nullable Instant enqueuedAt,
        @Nullable String partitionKey,
        Map<String, ? extends @Nullable Object> properties,
        Map<String, ? extends @Nullable Object> annotations) {

    static Received of(EventData event) {
        return new Received(
                event.getBody(),
                event.getSequenceNumber(),
                event.getOffsetString(),
                event.getEnqueuedTime(),
                event.getPartitionKey(),
                small(event.getProperties()),
                small(event.getRawAmqpMessage().getMessageAnnotations()));
    }

    static Map<String, ? extends @Nullable Object> small(Map<String, ? extends @Nullable Object> map) {
        // AMQP has null among its values, and small maps do not.
        return map.values().stream().anyMatch(Objects::isNull) ? map : Map.copyOf(map);
    }
}
