package io.signalbeam.functions.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parts of samples as {@link io.signalbeam.shared.json.Json} writes them, but all of a batch by one writer: to make one for
 * each costs more than the writing. One use at a time.
 */
final class SampleJson {
    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder().rootValueSeparator("").build();
    private static final SerializableString CPU = new SerializedString("cpuPercent");
    private static final SerializableString CUSTOM = new SerializedString("custom");
    private static final SerializableString CONTAINERS = new SerializedString("containers");
    private static final SerializableString BUNDLE = new SerializedString("bundle");
    private static final SerializableString NAME = new SerializedString("name");
    private static final SerializableString MEMORY = new SerializedString("memoryBytes");
    private static final SerializableString RESTARTS = new SerializedString("restarts");
    private static final SerializableString UPTIME = known(Metric.Known.UPTIME);
    private static final SerializableString MEMORY_USED = known(Metric.Known.MEMORY_USED);
    private static final SerializableString MEMORY_TOTAL = known(Metric.Known.MEMORY_TOTAL);
    private static final SerializableString DISK_USED = known(Metric.Known.DISK_USED);
    private static final SerializableString DISK_TOTAL = known(Metric.Known.DISK_TOTAL);
    private static final SerializableString LOAD = known(Metric.Known.LOAD);
    private static final SerializableString TEMPERATURE = known(Metric.Known.TEMPERATURE);
    private static final SerializableString RECEIVED = known(Metric.Known.NETWORK_RECEIVED);
    private static final SerializableString SENT = known(Metric.Known.NETWORK_SENT);
    private static final SerializableString OFFSET = known(Metric.Known.CLOCK_OFFSET);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final JsonGenerator out;

    SampleJson() {
        try {
            out = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Part {
        void write() throws IOException;
    }

    /** Null when there are none. */
    byte @Nullable [] custom(MetricsSample sample) {
        return sample.custom().isEmpty() ? null : written(() -> write(sample.custom()));
    }

    /** Null when there are none. */
    byte @Nullable [] containers(MetricsSample sample) {
        return sample.containers().isEmpty() ? null : written(() -> write(sample.containers()));
    }

    byte[] whole(MetricsSample sample) {
        return written(() -> {
            out.writeStartObject();
            number(UPTIME, sample.uptimeSeconds());
            number(CPU, sample.cpuPercent());
            number(MEMORY_USED, sample.memoryUsedBytes());
            number(MEMORY_TOTAL, sample.memoryTotalBytes());
            number(DISK_USED, sample.diskUsedBytes());
            number(DISK_TOTAL, sample.diskTotalBytes());
            number(LOAD, sample.load1());
            number(TEMPERATURE, sample.temperatureCelsius());
            number(RECEIVED, sample.networkReceivedBytes());
            number(SENT, sample.networkSentBytes());
            number(OFFSET, sample.clockOffsetMillis());
            out.writeFieldName(CUSTOM);
            write(sample.custom());
            out.writeFieldName(CONTAINERS);
            write(sample.containers());
            out.writeEndObject();
        });
    }

    private void write(Map<String, Double> custom) throws IOException {
        out.writeStartObject();
        for (var one : (custom.size() > 1 ? new TreeMap<>(custom) : custom).entrySet()) {
            out.writeFieldName(one.getKey());
            out.writeNumber(one.getValue());
        }
        out.writeEndObject();
    }

    private void write(List<ContainerSample> containers) throws IOException {
        out.writeStartArray();
        for (var one : containers) {
            out.writeStartObject();
            out.writeFieldName(BUNDLE);
            out.writeString(one.bundle());
            out.writeFieldName(NAME);
            out.writeString(one.name());
            number(CPU, one.cpuPercent());
            number(MEMORY, one.memoryBytes());
            if (one.restarts() != null) {
                out.writeFieldName(RESTARTS);
                out.writeNumber(one.restarts().intValue());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void number(SerializableString name, @Nullable Long value) throws IOException {
        if (value != null) {
            out.writeFieldName(name);
            out.writeNumber(value.longValue());
        }
    }

    private void number(SerializableString name, @Nullable Double value) throws IOException {
        if (value != null) {
            out.writeFieldName(name);
            out.writeNumber(value.doubleValue());
        }
    }

    private byte[] written(Part part) {
        try {
            part.write();
            out.flush();
            var written = bytes.toByteArray();
            bytes.reset();
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SerializableString known(Metric.Known metric) {
        return new SerializedString(metric.wire());
    }
}
