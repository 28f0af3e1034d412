package io.signalbeam.local.host.eventhubs;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.models.PartitionContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Events of one partition that a function is called with, and what the real host tells of them beside their bodies. */
record EventsInput(PartitionContext partition, List<EventData> events, boolean many) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The events' application properties, and their system properties with the four that .NET adds. */
    JsonNode metadata(String name) {
        if (name.equals("PartitionContext")) {
            return JSON.createObjectNode()
                    .put("FullyQualifiedNamespace", partition.getFullyQualifiedNamespace())
                    .put("EventHubName", partition.getEventHubName())
                    .put("ConsumerGroup", partition.getConsumerGroup())
                    .put("PartitionId", partition.getPartitionId())
                    .put("IsCheckpointingAfterInvocation", true);
        }
        var one = name.endsWith("Array") ? name.substring(0, name.length() - "Array".length()) : name;
        var all = JSON.createArrayNode();
        var value = field(one);
        for (var event : events) {
            var node = value.apply(event);
            // The real host drops null and empty strings from its string arrays, so that these can misalign.
            if (!many || !one.equals("PartitionKey") || !node.asText("").isEmpty()) {
                all.add(node);
            }
        }
        return many ? all : all.path(0);
    }

    /** Whether the real host has metadata of that name. */
    static boolean knows(String name, boolean many) {
        return name.equals("PartitionContext")
                || List.of(
                                "SystemProperties",
                                "Properties",
                                "SequenceNumber",
                                "Offset",
                                "EnqueuedTimeUtc",
                                "PartitionKey")
                        .stream()
                        .anyMatch(field -> name.equals(many ? field + "Array" : field));
    }

    private static Function<EventData, JsonNode> field(String name) {
        return switch (name) {
            case "SystemProperties" -> EventsInput::systemProperties;
            case "Properties" -> event -> object(event.getProperties());
            case "SequenceNumber" -> event -> json(event.getSequenceNumber());
            case "Offset" -> event -> json(event.getOffsetString());
            case "EnqueuedTimeUtc" -> event -> json(event.getEnqueuedTime());
            case "PartitionKey" -> event -> json(event.getPartitionKey());
            default -> throw new IllegalStateException("no Event Hubs metadata is named " + name);
        };
    }

    private static JsonNode systemProperties(EventData event) {
        var properties = object(event.getRawAmqpMessage().getMessageAnnotations());
        properties.set("SequenceNumber", json(event.getSequenceNumber()));
        properties.set("Offset", json(event.getOffsetString()));
        properties.set("PartitionKey", json(event.getPartitionKey()));
        properties.set("EnqueuedTimeUtc", json(event.getEnqueuedTime()));
        return properties;
    }

    private static ObjectNode object(Map<String, ?> values) {
        var node = JSON.createObjectNode();
        values.forEach((key, value) -> node.set(key, json(value)));
        return node;
    }

    private static JsonNode json(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.getNodeFactory().nullNode();
            case Date date -> JSON.getNodeFactory().textNode(date.toInstant().toString());
            case TemporalAccessor time -> JSON.getNodeFactory().textNode(time.toString());
            case Long number -> JSON.getNodeFactory().numberNode(number);
            case Integer number -> JSON.getNodeFactory().numberNode(number);
            case Number number -> JSON.valueToTree(number);
            case Boolean yes -> JSON.getNodeFactory().booleanNode(yes);
            case byte[] bytes -> JSON.getNodeFactory().binaryNode(bytes);
            default -> JSON.getNodeFactory().textNode(value.toString());
        };
    }
}
