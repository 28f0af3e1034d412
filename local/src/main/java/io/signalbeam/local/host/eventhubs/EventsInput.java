package io.signalbeam.local.host.eventhubs;

import com.azure.messaging.eventhubs.models.PartitionContext;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events of one partition that a function is called with, and what the real host tells of them beside their bodies: as JSON,
 * and written as such, because trees of it would take more time and memory than all else that is done with a batch here.
 */
record EventsInput(PartitionContext partition, List<Received> events, boolean many) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of one event's part in an array, about. */
    private static final int CHARACTERS = 320;

    private interface Part {
        void write(JsonGenerator out) throws IOException;
    }

    private interface Field {
        void write(JsonGenerator out, Received event) throws IOException;
    }

    /** The events' application properties, and their system properties with the four that .NET adds; JSON. */
    String metadata(String name) throws IOException {
        if (name.equals("PartitionContext")) {
            return written(this::context);
        }
        var one = name.endsWith("Array") ? name.substring(0, name.length() - "Array".length()) : name;
        var field = field(one);
        if (!many) {
            return written(out -> field.write(out, events.getFirst()));
        }
        return written(out -> {
            out.writeStartArray();
            for (var event : events) {
                // The real host drops null and empty strings from its string arrays, so that these can misalign.
                if (!one.equals("PartitionKey")
                        || (event.partitionKey() != null
                                && !event.partitionKey().isEmpty())) {
                    field.write(out, event);
                }
            }
            out.writeEndArray();
        });
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

    private String written(Part part) throws IOException {
        var text = new StringWriter(events.size() * CHARACTERS);
        try (var out = JSON.createGenerator(text)) {
            part.write(out);
        }
        return text.toString();
    }

    private void context(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("FullyQualifiedNamespace", partition.getFullyQualifiedNamespace());
        out.writeStringField("EventHubName", partition.getEventHubName());
        out.writeStringField("ConsumerGroup", partition.getConsumerGroup());
        out.writeStringField("PartitionId", partition.getPartitionId());
        out.writeBooleanField("IsCheckpointingAfterInvocation", true);
        out.writeEndObject();
    }

    private static Field field(String name) {
        return switch (name) {
            case "SystemProperties" -> EventsInput::systemProperties;
            case "Properties" ->
                (out, event) -> {
                    out.writeStartObject();
                    fields(out, event.properties());
                    out.writeEndObject();
                };
            case "SequenceNumber" -> (out, event) -> out.writeNumber(event.sequence());
            case "Offset" -> (out, event) -> out.writeString(event.offset());
            case "EnqueuedTimeUtc" -> (out, event) -> value(out, event.enqueuedAt());
            case "PartitionKey" -> (out, event) -> value(out, event.partitionKey());
            default -> throw new IllegalStateException("no Event Hubs metadata is named " + name);
        };
    }

    private static void systemProperties(JsonGenerator out, Received event) throws IOException {
        out.writeStartObject();
        fields(out, event.annotations());
        out.writeNumberField("SequenceNumber", event.sequence());
        out.writeStringField("Offset", event.offset());
        out.writeFieldName("PartitionKey");
        value(out, event.partitionKey());
        out.writeFieldName("EnqueuedTimeUtc");
        value(out, event.enqueuedAt());
        out.writeEndObject();
    }

    private static void fields(JsonGenerator out, Map<String, ? extends @Nullable Object> values) throws IOException {
        for (var one : values.entrySet()) {
            out.writeFieldName(one.getKey());
            value(out, one.getValue());
        }
    }

    private static void value(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Date date -> out.writeString(date.toInstant().toString());
            case TemporalAccessor time -> out.writeString(time.toString());
            case Long number -> out.writeNumber(number.longValue());
            case Integer number -> out.writeNumber(number.intValue());
            case Number number -> out.writePOJO(number);
            case Boolean yes -> out.writeBoolean(yes);
            case byte[] bytes -> out.writeBinary(bytes);
            default -> out.writeString(value.toString());
        }
    }
}
