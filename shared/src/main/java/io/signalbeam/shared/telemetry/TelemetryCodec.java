package io.signalbeam.shared.telemetry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.json.JsonText;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Telemetry events to bytes and back; one event is one body. */
public final class TelemetryCodec {
    private static final int MAX_DEPTH = 64;
    private static final ObjectWriter METRICS = compact()
            .writerFor(
                    Json.lenient().getTypeFactory().constructParametricType(TelemetryEvent.class, MetricsSample.class));

    /** Its own, without the search for repeated keys, which the reader does where it matters at no cost. */
    private static final ObjectMapper READER = new ObjectMapper(JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build());

    private TelemetryCodec() {}

    public static byte[] encodeMetrics(TelemetryEvent<MetricsSample> event) {
        try {
            return METRICS.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] encodeReport(TelemetryEvent<DeviceReport> event) {
        return Json.writeBytes(event);
    }

    /**
     * Reads one event, strictly where ingest must refuse and ignoring fields that it does not know. Never throws, on
     * whatever bytes.
     */
    public static Validated<DecodedEvent> decode(byte[] body) {
        if (body.length > TelemetryEvent.MAX_BYTES) {
            return Validated.invalid("", "range", "at most " + TelemetryEvent.MAX_BYTES + " bytes, not " + body.length);
        }
        try (JsonParser in = READER.createParser(body)) {
            return new EventReader(in).read();
        } catch (JsonProcessingException e) {
            return Validated.invalid("", "format", "not JSON: " + JsonText.reason(e));
        } catch (IOException e) {
            return Validated.invalid("", "format", "not JSON in UTF-8");
        }
    }

    private static ObjectMapper compact() {
        return Json.lenient()
                .copy()
                .setDefaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_NULL));
    }
}
