package io.signalbeam.local.insights;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an app told of itself, out of the envelope that Application Insights agents send (Breeze schema, version
 * 2).
 *
 * @param at when it began, or happened
 * @param trace id of the trace it belongs to; absent for metrics
 * @param id of a request's or dependency's own span
 * @param parent id of the span within which it happened
 * @param name of the operation, the metric or the logger
 * @param text message of a log or an exception, or what a dependency was told; absent when there is none
 * @param millis how long it took; the value, for a metric
 * @param failed whether a request or dependency failed, or a log is an error
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Item(
        Kind kind,
        Instant at,
        @Nullable String role,
        @Nullable String trace,
        @Nullable String id,
        @Nullable String parent,
        String name,
        @Nullable String text,
        @Nullable Double millis,
        boolean failed,
        Map<String, String> properties) {

    /** What it tells of, by the {@code baseType} of the envelope. */
    public enum Kind {
        REQUEST,
        DEPENDENCY,
        LOG,
        EXCEPTION,
        METRIC
    }

    public Item {
        properties = Map.copyOf(properties);
    }

    /** Absent when the envelope is of no kind that is shown. */
    static Optional<Item> read(JsonNode envelope) {
        var data = envelope.at("/data/baseData");
        return switch (envelope.at("/data/baseType").asText()) {
            case "RequestData" -> Optional.of(span(Kind.REQUEST, envelope, data, text(data, "url")));
            case "RemoteDependencyData" -> Optional.of(span(Kind.DEPENDENCY, envelope, data, text(data, "data")));
            case "MessageData" -> {
                var failed = data.path("severityLevel").asText().matches("Error|Critical");
                var logger = data.at("/properties/LoggerName").asText("log");
                yield Optional.of(item(Kind.LOG, envelope, data, null, logger, text(data, "message"), null, failed));
            }
            case "ExceptionData" -> {
                var first = data.at("/exceptions/0");
                var type = first.path("typeName").asText("exception");
                yield Optional.of(item(Kind.EXCEPTION, envelope, data, null, type, text(first, "message"), null, true));
            }
            case "MetricData" -> {
                var metric = data.at("/metrics/0");
                var name = metric.path("name").asText();
                yield Optional.of(item(
                        Kind.METRIC,
                        envelope,
                        data,
                        null,
                        name,
                        null,
                        metric.path("value").asDouble(),
                        false));
            }
            default -> Optional.empty();
        };
    }

    private static Item span(Kind kind, JsonNode envelope, JsonNode data, @Nullable String text) {
        var failed = !data.path("success").asBoolean(true);
        var millis = millis(data.path("duration").asText());
        return item(kind, envelope, data, text(data, "id"), data.path("name").asText(), text, millis, failed);
    }

    private static Item item(
            Kind kind,
            JsonNode envelope,
            JsonNode data,
            @Nullable String id,
            String name,
            @Nullable String text,
            @Nullable Double millis,
            boolean failed) {
        var tags = envelope.path("tags");
        var properties = new TreeMap<String, String>();
        data.path("properties")
                .properties()
                .forEach(p -> properties.put(p.getKey(), p.getValue().asText()));
        return new Item(
                kind,
                instant(envelope.path("time").asText()),
                text(tags, "ai.cloud.role"),
                text(tags, "ai.operation.id"),
                id,
                text(tags, "ai.operation.parentId"),
                name,
                text,
                millis,
                failed,
                properties);
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a time: " + text, e);
        }
    }

    /** A duration as .NET writes it: {@code [days.]hh:mm:ss[.fraction]}. */
    static double millis(String dotNet) {
        var days = dotNet.indexOf('.') >= 0 && dotNet.indexOf('.') < dotNet.indexOf(':')
                ? Long.parseLong(dotNet.substring(0, dotNet.indexOf('.')))
                : 0;
        var clock = days > 0 || dotNet.startsWith("0.") ? dotNet.substring(dotNet.indexOf('.') + 1) : dotNet;
        var parts = clock.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a duration: " + dotNet);
        }
        var whole = Duration.ofDays(days).plusHours(Long.parseLong(parts[0])).plusMinutes(Long.parseLong(parts[1]));
        return whole.toMillis() + new BigDecimal(parts[2]).movePointRight(3).doubleValue();
    }
}
