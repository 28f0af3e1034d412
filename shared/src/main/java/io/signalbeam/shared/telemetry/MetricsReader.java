package io.signalbeam.shared.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.signalbeam.shared.label.LabelSyntax;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import io.signalbeam.shared.validation.FieldErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@link MetricsSample} from a stream and checks every value. One use each. */
public final class MetricsReader {
    public static final int MAX_CUSTOM = 200;
    public static final int MAX_CONTAINERS = 256;
    private static final int MAX_CUSTOM_NAME = 128;
    private static final int MAX_NAME = 63;
    private static final double ABSOLUTE_ZERO = -273.15;

    private final JsonParser in;
    private final FieldErrors errors;
    private final StreamFields fields;
    private final String path;
    private @Nullable Long uptimeSeconds;
    private @Nullable Double cpuPercent;
    private @Nullable Long memoryUsedBytes;
    private @Nullable Long memoryTotalBytes;
    private @Nullable Long diskUsedBytes;
    private @Nullable Long diskTotalBytes;
    private @Nullable Double load1;
    private @Nullable Double temperatureCelsius;
    private @Nullable Long networkReceivedBytes;
    private @Nullable Long networkSentBytes;
    private @Nullable Long clockOffsetMillis;
    private Map<String, Double> custom = Map.of();
    private List<ContainerSample> containers = List.of();
    private int seen;

    MetricsReader(JsonParser in, FieldErrors errors) {
        this(in, "data.", errors);
    }

    private MetricsReader(JsonParser in, String path, FieldErrors errors) {
        this.in = in;
        this.path = path;
        this.errors = errors;
        this.fields = new StreamFields(in, errors);
    }

    /**
     * Reads a sample that came by itself, over HTTPS.
     *
     * @param in on the sample's first token
     * @param field the path that errors start with
     */
    public static @Nullable MetricsSample read(JsonParser in, String field, FieldErrors errors) throws IOException {
        return new MetricsReader(in, field + ".", errors).read();
    }

    @Nullable MetricsSample read() throws IOException {
        if (!fields.startsObject(path.substring(0, path.length() - 1))) {
            return null;
        }
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            metric(name);
        }
        return new MetricsSample(
                uptimeSeconds,
                cpuPercent,
                memoryUsedBytes,
                memoryTotalBytes,
                diskUsedBytes,
                diskTotalBytes,
                load1,
                temperatureCelsius,
                networkReceivedBytes,
                networkSentBytes,
                clockOffsetMillis,
                custom,
                containers);
    }

    private void metric(String name) throws IOException {
        switch (name) {
            case "uptimeSeconds" -> uptimeSeconds = count(name, 0);
            case "cpuPercent" -> cpuPercent = number(name, 1, 0, 100);
            case "memoryUsedBytes" -> memoryUsedBytes = count(name, 2);
            case "memoryTotalBytes" -> memoryTotalBytes = count(name, 3);
            case "diskUsedBytes" -> diskUsedBytes = count(name, 4);
            case "diskTotalBytes" -> diskTotalBytes = count(name, 5);
            case "load1" -> load1 = number(name, 6, 0, Double.MAX_VALUE);
            case "temperatureCelsius" -> temperatureCelsius = number(name, 7, ABSOLUTE_ZERO, Double.MAX_VALUE);
            case "networkReceivedBytes" -> networkReceivedBytes = count(name, 8);
            case "networkSentBytes" -> networkSentBytes = count(name, 9);
            case "clockOffsetMillis" -> {
                once(name, 10);
                clockOffsetMillis = fields.whole(path, name, Long.MIN_VALUE, Long.MAX_VALUE);
            }
            case "custom" -> {
                once(name, 11);
                custom = custom();
            }
            case "containers" -> {
                once(name, 12);
                containers = containers();
            }
            default -> in.skipChildren();
        }
    }

    private @Nullable Long count(String name, int bit) throws IOException {
        once(name, bit);
        return fields.count(path, name);
    }

    private @Nullable Double number(String name, int bit, double min, double max) throws IOException {
        once(name, bit);
        return fields.number(path, name, min, max);
    }

    private void once(String name, int bit) {
        if ((seen & (1 << bit)) != 0) {
            errors.add(path + name, "duplicate", "is given twice");
        }
        seen |= 1 << bit;
    }

    private Map<String, Double> custom() throws IOException {
        if (!fields.startsObject(path + "custom")) {
            return Map.of();
        }
        var metrics = new HashMap<String, Double>();
        int count = 0;
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            if (++count > MAX_CUSTOM) {
                in.skipChildren();
            } else if (!isMetricName(name)) {
                errors.add(
                        path + "custom." + name,
                        "format",
                        "a metric's name has 1 to 128 letters, digits, '_', '.', ':' or '-', a letter or '_' first");
                in.skipChildren();
            } else {
                var value = fields.number(path + "custom.", name, -Double.MAX_VALUE, Double.MAX_VALUE);
                if (value != null && metrics.put(name, value) != null) {
                    errors.add(path + "custom." + name, "duplicate", "is given twice");
                }
            }
        }
        if (count > MAX_CUSTOM) {
            errors.add(path + "custom", "range", "at most " + MAX_CUSTOM + " metrics, not " + count);
        }
        return metrics;
    }

    private static boolean isMetricName(String name) {
        if (name.isEmpty() || name.length() > MAX_CUSTOM_NAME || !isLetter(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '.' && c != ':' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private List<ContainerSample> containers() throws IOException {
        if (!fields.startsArray(path + "containers")) {
            return List.of();
        }
        var samples = new ArrayList<ContainerSample>();
        int count = 0;
        for (var token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            if (token == null) {
                // The parser itself refuses an array that does not end, before it comes to this.
                break;
            }
            if (count < MAX_CONTAINERS) {
                var sample = container(path + "containers[" + count + "].");
                if (sample != null) {
                    samples.add(sample);
                }
            } else {
                in.skipChildren();
            }
            count++;
        }
        if (count > MAX_CONTAINERS) {
            errors.add(path + "containers", "range", "at most " + MAX_CONTAINERS + " containers, not " + count);
        }
        return samples;
    }

    private @Nullable ContainerSample container(String at) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            errors.add(at.substring(0, at.length() - 1), "type", "must be an object");
            in.skipChildren();
            return null;
        }
        String bundle = null;
        String name = null;
        Double cpu = null;
        Long memory = null;
        Long restarts = null;
        for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            in.nextToken();
            switch (field) {
                case "bundle" -> bundle = fields.text(at, field, MAX_NAME);
                case "name" -> name = fields.text(at, field, MAX_NAME);
                case "cpuPercent" -> cpu = fields.number(at, field, 0, Double.MAX_VALUE);
                case "memoryBytes" -> memory = fields.count(at, field);
                case "restarts" -> restarts = fields.whole(at, field, 0, Integer.MAX_VALUE);
                default -> in.skipChildren();
            }
        }
        checkName(at, "bundle", bundle);
        checkName(at, "name", name);
        if (bundle == null || name == null) {
            return null;
        }
        return new ContainerSample(bundle, name, cpu, memory, restarts == null ? null : restarts.intValue());
    }

    private void checkName(String at, String field, @Nullable String name) {
        if (name == null || !LabelSyntax.isDnsLabel(name)) {
            errors.add(
                    at + field, name == null ? "required" : "format", "must be a DNS label of at most 63 characters");
        }
    }
}
