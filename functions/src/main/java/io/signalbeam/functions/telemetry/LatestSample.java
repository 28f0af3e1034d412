package io.signalbeam.functions.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.telemetry.Metric.Known;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in {@code device_state.metrics}: a device's latest sample, its values told apart by their places. Names would
 * be more than half of it, and it is written with every batch and read by the thousand. A JSON array: the custom metrics as
 * an object; the containers, each an array of bundle, name, CPU, memory and restarts; then the numbers in the order of
 * {@link Known}. What is absent is null; what a later version adds stands behind.
 */
public final class LatestSample {
    private static final int CUSTOM = 0;
    private static final int CONTAINERS = 1;
    private static final int NUMBERS = 2;
    private static final List<Known> KNOWN = List.of(Known.values());
    private static final List<String> OF_CONTAINER = List.of("bundle", "name", "cpuPercent", "memoryBytes", "restarts");

    private LatestSample() {}

    /**
     * An expression for the number of one metric, as text; null where the sample has none.
     *
     * @param words what it binds
     */
    public record Value(String sql, Map<String, String> words) {}

    /**
     * Finds a metric in a column.
     *
     * @param column such as {@code s.metrics}
     * @param word what the names of its bindings begin with
     * @throws IllegalArgumentException when {@link MetricNames} knows no such metric
     */
    public static Value value(String column, String metric, String word) {
        return switch (Metric.named(metric).orElseThrow(() -> new IllegalArgumentException("no metric " + metric))) {
            case Known known -> new Value(column + " ->> " + place(known), Map.of());
            case Metric.Custom(String key) -> new Value(column + " -> " + CUSTOM + " ->> :" + word, Map.of(word, key));
            case Metric.Container(String bundle, String name, String field) ->
                new Value(
                        """
                        select x ->> %1$d from json_array_elements(%2$s -> %3$d) x
                        where x ->> 0 = :%4$sBundle and x ->> 1 = :%4$sName limit 1""".formatted(OF_CONTAINER.indexOf(field), column, CONTAINERS, word),
                        Map.of(word + "Bundle", bundle, word + "Name", name));
        };
    }

    private static int place(Known known) {
        return NUMBERS + KNOWN.indexOf(known);
    }

    /** The sample, as {@link SampleJson#latest} has written it. */
    public static MetricsSample read(String text) {
        try {
            // Until it says something again, a device may have what was written before values had places.
            if (text.startsWith("{")) {
                return Json.lenient().readValue(text, MetricsSample.class);
            }
            var all = Json.lenient().readTree(text);
            return new MetricsSample(
                    whole(all, Known.UPTIME),
                    number(all, Known.CPU),
                    whole(all, Known.MEMORY_USED),
                    whole(all, Known.MEMORY_TOTAL),
                    whole(all, Known.DISK_USED),
                    whole(all, Known.DISK_TOTAL),
                    number(all, Known.LOAD),
                    number(all, Known.TEMPERATURE),
                    whole(all, Known.NETWORK_RECEIVED),
                    whole(all, Known.NETWORK_SENT),
                    whole(all, Known.CLOCK_OFFSET),
                    custom(all.path(CUSTOM)),
                    containers(all.path(CONTAINERS)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Long whole(JsonNode all, Known known) {
        return whole(all.path(place(known)));
    }

    private static @Nullable Double number(JsonNode all, Known known) {
        return number(all.path(place(known)));
    }

    private static @Nullable Long whole(JsonNode value) {
        return value.isNumber() ? Long.valueOf(value.longValue()) : null;
    }

    private static @Nullable Double number(JsonNode value) {
        return value.isNumber() ? Double.valueOf(value.doubleValue()) : null;
    }

    private static Map<String, Double> custom(JsonNode object) {
        var custom = new HashMap<String, Double>();
        object.properties()
                .forEach(one -> custom.put(one.getKey(), one.getValue().doubleValue()));
        return custom;
    }

    private static List<ContainerSample> containers(JsonNode array) {
        var containers = new ArrayList<ContainerSample>();
        for (var one : array) {
            var restarts = one.path(4);
            containers.add(new ContainerSample(
                    one.path(0).asText(),
                    one.path(1).asText(),
                    number(one.path(2)),
                    whole(one.path(3)),
                    restarts.isNumber() ? Integer.valueOf(restarts.intValue()) : null));
        }
        return containers;
    }
}
