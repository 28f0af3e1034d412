package io.signalbeam.functions.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbeam.functions.intake.Delivery.Position;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.json.Rfc3339;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** Of a time that {@link Rfc3339} reads without loss, and many times faster than Java. */
    private static final int MILLIS_FORM = "2026-11-21T04:05:06.789Z".length();

    /** Without the search for repeated keys, which takes as long as all the rest: the host itself wrote them. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonNode NONE = JsonNodeFactory.instance.objectNode();

    private EventHubBatch() {}

    /** @throws IllegalArgumentException when the binding data does not fit the bodies: the host is not what we know */
    public static List<Delivery> read(
            List<byte[]> bodies, String partitionContext, String systemProperties, @Nullable String properties) {
        var context = json(partitionContext);
        var hub = text(context, "EventHubName", "eventHubName");
        var partition = text(context, "PartitionId", "partitionId");
        try {
            var system = systems(systemProperties, bodies.size());
            if (hub == null || partition == null || system.size() != bodies.size()) {
                throw new IllegalArgumentException("%d bodies beside %d system properties of hub %s, partition %s"
                        .formatted(bodies.size(), system.size(), hub, partition));
            }
            var own = properties == null ? List.<JsonNode>of() : objects(properties);
            var deliveries = new ArrayList<Delivery>(bodies.size());
            for (int i = 0; i < bodies.size(); i++) {
                var of = system.get(i);
                if (of.sequence == null || of.enqueuedAt == null) {
                    throw new IllegalArgumentException("an event of hub " + hub + " without number or time: " + of);
                }
                deliveries.add(new Delivery(
                        new Position(hub, partition, of.sequence, of.enqueuedAt),
                        of.publisher,
                        i < own.size() ? own.get(i) : NONE,
                        bodies.get(i)));
            }
            return deliveries;
        } catch (IOException e) {
            throw new IllegalArgumentException("binding data is no JSON", e);
        }
    }

    private record SystemProperties(
            @Nullable Long sequence,
            @Nullable Instant enqueuedAt,
            @Nullable String publisher) {}

    /** By tokens: as trees these would take longer to read than the events themselves. */
    private static List<SystemProperties> systems(String array, int expected) throws IOException {
        var all = new ArrayList<SystemProperties>(expected);
        try (var in = FACTORY.createParser(array.getBytes(StandardCharsets.UTF_8))) {
            if (in.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException("system properties are no array");
            }
            while (in.nextToken() == JsonToken.START_OBJECT) {
                all.add(system(in));
            }
            if (in.currentToken() != JsonToken.END_ARRAY) {
                throw new IllegalArgumentException("system properties of an event are no object");
            }
        }
        return all;
    }

    /** Annotations of AMQP go before what .NET makes of them. */
    private static SystemProperties system(JsonParser in) throws IOException {
        Long sequence = null;
        Instant enqueued = null;
        String publisher = null;
        boolean sequenceByAmqp = false;
        boolean enqueuedByAmqp = false;
        boolean publisherByAmqp = false;
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            var token = in.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (name) {
                case "x-opt-sequence-number", "SequenceNumber" -> {
                    if (!sequenceByAmqp) {
                        sequence = in.getValueAsLong();
                        sequenceByAmqp = name.startsWith("x-");
                    }
                }
                case "x-opt-enqueued-time", "EnqueuedTimeUtc" -> {
                    if (!enqueuedByAmqp) {
                        enqueued = token == JsonToken.VALUE_NUMBER_INT
                                ? Instant.ofEpochMilli(in.getLongValue())
                                : instant(in.getText());
                        enqueuedByAmqp = name.startsWith("x-");
                    }
                }
                case "x-opt-publisher", "Publisher" -> {
                    if (!publisherByAmqp && !in.getText().isEmpty()) {
                        publisher = in.getText();
                        publisherByAmqp = name.startsWith("x-");
                    }
                }
                default -> in.skipChildren();
            }
        }
        return new SystemProperties(sequence, enqueued, publisher);
    }

    /** Nearly always none has any. */
    private static List<JsonNode> objects(String array) {
        var all = new ArrayList<JsonNode>();
        if (array.indexOf(':') >= 0) {
            json(array).forEach(one -> all.add(one.isObject() ? one : NONE));
        }
        return all;
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

    /** RFC 3339, or a .NET time without a zone, which is UTC. */
    private static Instant instant(String text) {
        if (text.length() == MILLIS_FORM) {
            var usual = Rfc3339.parse(text);
            if (usual.isPresent()) {
                return usual.get();
            }
        }
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        }
    }
}
