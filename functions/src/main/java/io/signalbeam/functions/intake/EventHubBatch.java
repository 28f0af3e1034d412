package io.signalbeam.functions.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbeam.functions.intake.Delivery.Position;
import io.signalbeam.shared.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the Event Hubs trigger hands over: the bodies, and beside them the binding data {@code PartitionContext},
 * {@code SystemPropertiesArray} and {@code PropertiesArray} as JSON. Only these arrays keep their places: the host drops
 * empty entries from the arrays of strings.
 */
public final class EventHubBatch {

    private EventHubBatch() {}

    /** @throws IllegalArgumentException when the binding data does not fit the bodies: the host is not what we know */
    public static List<Delivery> read(
            List<byte[]> bodies, String partitionContext, String systemProperties, @Nullable String properties) {
        var context = json(partitionContext);
        var hub = text(context, "EventHubName", "eventHubName");
        var partition = text(context, "PartitionId", "partitionId");
        var system = json(systemProperties);
        if (hub == null || partition == null || system.size() != bodies.size()) {
            throw new IllegalArgumentException("%d bodies beside %d system properties of hub %s, partition %s"
                    .formatted(bodies.size(), system.size(), hub, partition));
        }
        var own = properties == null ? JsonNodeFactory.instance.arrayNode() : json(properties);
        var deliveries = new ArrayList<Delivery>(bodies.size());
        for (int i = 0; i < bodies.size(); i++) {
            var of = system.path(i);
            var sequence = value(of, "x-opt-sequence-number", "SequenceNumber");
            var enqueued = value(of, "x-opt-enqueued-time", "EnqueuedTimeUtc");
            if (sequence == null || enqueued == null) {
                throw new IllegalArgumentException("an event of hub " + hub + " without number or time: " + of);
            }
            deliveries.add(new Delivery(
                    new Position(hub, partition, sequence.asLong(), instant(enqueued)),
                    text(of, "x-opt-publisher", "Publisher"),
                    own.path(i).isObject() ? own.path(i) : JsonNodeFactory.instance.objectNode(),
                    bodies.get(i)));
        }
        return deliveries;
    }

    private static JsonNode json(String text) {
        try {
            return Json.lenient().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("binding data is no JSON", e);
        }
    }

    private static @Nullable JsonNode value(JsonNode object, String name, String otherName) {
        var value = object.hasNonNull(name) ? object.get(name) : object.get(otherName);
        return value == null || value.isNull() ? null : value;
    }

    private static @Nullable String text(JsonNode object, String name, String otherName) {
        var value = value(object, name, otherName);
        return value == null || value.asText().isEmpty() ? null : value.asText();
    }

    /** RFC 3339, a .NET time without a zone, which is UTC, or Unix milliseconds. */
    private static Instant instant(JsonNode value) {
        if (value.isNumber()) {
            return Instant.ofEpochMilli(value.asLong());
        }
        var text = value.asText();
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        }
    }
}
