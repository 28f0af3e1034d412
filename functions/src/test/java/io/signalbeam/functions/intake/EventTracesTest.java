package io.signalbeam.functions.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With OpenTelemetry's own SDK, as the Application Insights agent brings one. */
class EventTracesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENDER = "00f067aa0ba902b7";
    private static final String OTHER_TRACE = "aaf92f3577b34da6a3ce929d0e0e4736";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final EventTraces traces = new EventTraces(sdk, InstantSource.fixed(NOW));

    @AfterEach
    void close() {
        sdk.close();
    }

    private static Delivery delivery(long sequence, String property, String value) {
        return new Delivery(
                new Delivery.Position("device-telemetry", "3", sequence, NOW.minusMillis(250)),
                "device-1",
                JsonNodeFactory.instance.objectNode().put(property, value),
                new byte[0]);
    }

    private static Delivery traced(long sequence, String trace) {
        return delivery(sequence, "traceparent", "00-" + trace + "-" + SENDER + "-01");
    }

    private static Delivery untraced(long sequence) {
        return delivery(sequence, "other", "thing");
    }

    private List<SpanData> spans() {
        return exporter.getFinishedSpanItems();
    }

    @Test
    void an_event_of_a_trace_goes_on_with_it_and_the_work_happens_within() {
        var seen = new ArrayList<String>();

        traces.within(
                List.of(untraced(6), traced(7, TRACE)),
                () -> seen.add(Span.current().getSpanContext().getTraceId()));

        assertThat(seen).containsExactly(TRACE);
        assertThat(spans()).singleElement().satisfies(span -> {
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo(SENDER);
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(span.getName()).isEqualTo("process device-telemetry");
            assertThat(span.getAttributes().get(AttributeKey.longKey("signalbeam.sequence")))
                    .isEqualTo(7);
            assertThat(span.getAttributes().get(AttributeKey.longKey("signalbeam.waited_ms")))
                    .isEqualTo(250);
            assertThat(span.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count")))
                    .isEqualTo(2);
            assertThat(span.getAttributes().get(AttributeKey.stringKey("signalbeam.device.id")))
                    .isEqualTo("device-1");
            assertThat(span.getStatus()).isEqualTo(StatusData.unset());
        });
    }

    @Test
    void an_older_sdk_names_the_property_differently() {
        traces.within(List.of(delivery(1, "Diagnostic-Id", "00-" + TRACE + "-" + SENDER + "-01")), () -> {});

        assertThat(spans()).singleElement().extracting(SpanData::getTraceId).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
            })
    void what_is_no_trace_or_is_not_recorded_changes_nothing(String value) {
        var done = new ArrayList<String>();

        traces.within(List.of(delivery(1, "traceparent", value), untraced(2)), () -> done.add("work"));

        assertThat(done).containsExactly("work");
        assertThat(spans()).isEmpty();
    }

    @Test
    void further_traces_lead_to_the_one_with_the_statements() {
        traces.within(List.of(traced(1, TRACE), traced(2, OTHER_TRACE)), () -> {});

        assertThat(spans()).extracting(SpanData::getTraceId).containsExactly(TRACE, OTHER_TRACE);
        assertThat(spans().get(1).getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getSpanId())
                        .isEqualTo(spans().getFirst().getSpanId()));
    }

    @Test
    void the_first_leads_to_the_invocation() {
        var invocation = sdk.getTracer("host").spanBuilder("ingest-telemetry").startSpan();
        try (var scope = invocation.makeCurrent()) {
            assertThat(scope).isNotNull();
            traces.within(List.of(traced(1, TRACE)), () -> {});
        }

        assertThat(spans().getFirst().getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getSpanId())
                        .isEqualTo(invocation.getSpanContext().getSpanId()));
    }

    @Test
    void a_batch_full_of_traces_is_shown_by_a_few() {
        var batch = IntStream.range(0, 100).mapToObj(i -> traced(i, TRACE)).toList();

        traces.within(batch, () -> {});

        assertThat(spans()).hasSize(EventTraces.MOST_OF_A_BATCH);
    }

    @Test
    void a_failure_shows_and_goes_on_to_the_host() {
        var batch = List.of(traced(1, TRACE), traced(2, OTHER_TRACE));

        assertThatThrownBy(() -> traces.within(batch, () -> {
                    throw new IllegalStateException("the database is away");
                }))
                .hasMessage("the database is away");

        assertThat(spans()).hasSize(2).allSatisfy(span -> {
            assertThat(span.getStatus()).isEqualTo(StatusData.error());
            assertThat(span.getEvents())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getName()).isEqualTo("exception"));
        });
    }
}
