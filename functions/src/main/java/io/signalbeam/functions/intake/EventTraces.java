package io.signalbeam.functions.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with the traces that devices have begun: an event whose sender traces carries the W3C trace context beside its
 * body, as Azure's SDK puts it there ({@code traceparent}, and {@code Diagnostic-Id} of older ones). Each such event gets a
 * span of the kind {@code CONSUMER} that lasts as long as its batch is being taken, and ends well only if the batch is
 * stored.
 *
 * <p>Names and attributes are those of OpenTelemetry's conventions for messaging. A statement belongs to one trace only:
 * those of a batch are in the trace of the first such event, and the others lead there by a link.
 */
public final class EventTraces {
    /** Of a batch: whoever sets the flag on every event shall not fill the operators' logs. */
    static final int MOST_OF_A_BATCH = 8;

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> HUB = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<Long> IN_BATCH = AttributeKey.longKey("messaging.batch.message_count");
    private static final AttributeKey<Long> SEQUENCE = AttributeKey.longKey("signalbeam.sequence");
    private static final AttributeKey<Long> WAITED = AttributeKey.longKey("signalbeam.waited_ms");
    private static final AttributeKey<String> DEVICE = AttributeKey.stringKey("signalbeam.device.id");

    private final Tracer tracer;
    private final InstantSource clock;

    public EventTraces(OpenTelemetry telemetry, InstantSource clock) {
        this.tracer = telemetry.getTracer("io.signalbeam.ingest");
        this.clock = clock;
    }

    /**
     * Does what is to be done with a batch, within the traces of its events.
     *
     * @throws RuntimeException what the work has thrown; the spans say so, too
     */
    public void within(List<Delivery> batch, Runnable work) {
        var spans = begin(batch);
        if (spans.isEmpty()) {
            work.run();
            return;
        }
        try (var scope = spans.getFirst().makeCurrent()) {
            assert scope != null;
            work.run();
        } catch (RuntimeException e) {
            spans.forEach(span -> span.setStatus(StatusCode.ERROR).recordException(e));
            throw e;
        } finally {
            spans.forEach(Span::end);
        }
    }

    private List<Span> begin(List<Delivery> batch) {
        var spans = new ArrayList<Span>();
        for (var delivery : batch) {
            if (spans.size() == MOST_OF_A_BATCH) {
                break;
            }
            if (delivery.properties().isEmpty()) {
                continue;
            }
            var sender = W3CTraceContextPropagator.getInstance()
                    .extract(Context.root(), delivery.properties(), Properties.GETTER);
            if (Span.fromContext(sender).getSpanContext().isSampled()) {
                var link = spans.isEmpty() ? Span.current() : spans.getFirst();
                spans.add(span(delivery, sender, link.getSpanContext(), batch.size()));
            }
        }
        return spans;
    }

    private Span span(Delivery delivery, Context sender, SpanContext link, int inBatch) {
        var position = delivery.position();
        var waited = Duration.between(position.enqueuedAt(), clock.instant());
        var span = tracer.spanBuilder("process " + position.hub())
                .setParent(sender)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(SYSTEM, "eventhubs")
                .setAttribute(OPERATION, "process")
                .setAttribute(HUB, position.hub())
                .setAttribute(PARTITION, position.partition())
                .setAttribute(IN_BATCH, (long) inBatch)
                .setAttribute(SEQUENCE, position.sequence())
                .setAttribute(WAITED, Math.max(0, waited.toMillis()));
        if (delivery.publisher() != null) {
            span.setAttribute(DEVICE, delivery.publisher());
        }
        if (link.isValid()) {
            span.addLink(link);
        }
        return span.startSpan();
    }

    private enum Properties implements TextMapGetter<JsonNode> {
        GETTER;

        @Override
        public Iterable<String> keys(JsonNode properties) {
            return properties::fieldNames;
        }

        @Override
        public @Nullable String get(@Nullable JsonNode properties, String key) {
            if (properties == null) {
                return null;
            }
            var value = properties.get(key);
            if (value == null && key.equals("traceparent")) {
                value = properties.get("Diagnostic-Id");
            }
            return value == null || !value.isTextual() ? null : value.textValue();
        }
    }
}
