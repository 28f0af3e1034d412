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
    private static final SerializableString BUNDLE = new SerializedString("bundle");
    private static final SerializableString NAME = new SerializedString("name");
    private static final SerializableString MEMORY = new SerializedString("memoryBytes");
    private static final SerializableString RESTARTS = new SerializedString("restarts");

    private static final List<Metric.Known> KNOWN = List.of(Metric.Known.values());

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

    /** All of it, in the form of {@link LatestSample}. */
    byte[] latest(MetricsSample sample) {
        return written(() -> {
            out.writeStartArray();
            write(sample.custom());
            out.writeStartArray();
            for (var one : sample.containers()) {
                out.writeStartArray();
                out.writeString(one.bundle());
                out.writeString(one.name());
                number(one.cpuPercent());
                number(one.memoryBytes());
                number(one.restarts() == null ? null : Long.valueOf(one.restarts()));
                out.writeEndArray();
            }
            out.writeEndArray();
            for (var known : KNOWN) {
                switch (known) {
                    case UPTIME -> number(sample.uptimeSeconds());
                    case CPU -> number(sample.cpuPercent());
                    case MEMORY_USED -> number(sample.memoryUsedBytes());
                    case MEMORY_TOTAL -> number(sample.memoryTotalBytes());
                    case DISK_USED -> number(sample.diskUsedBytes());
                    case DISK_TOTAL -> number(sample.diskTotalBytes());
                    case LOAD -> number(sample.load1());
                    case TEMPERATURE -> number(sample.temperatureCelsius());
                    case NETWORK_RECEIVED -> number(sample.networkReceivedBytes());
                    case NETWORK_SENT -> number(sample.networkSentBytes());
                    case CLOCK_OFFSET -> number(sample.clockOffsetMillis());
                }
            }
            out.writeEndArray();
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

    private void number(@Nullable Long value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else {
            out.writeNumber(value.longValue());
        }
    }

    private void number(@Nullable Double value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else {
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
}
