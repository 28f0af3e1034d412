package io.signalbeam.functions.telemetry;

import io.signalbeam.shared.telemetry.DecodedEvent;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;

/** Events of metrics as agents write them; of any other type none is taken on this hub. */
public final class MetricsEvents implements MetricsDecoder {

    @Override
    public Validated<TelemetryEvent<MetricsSample>> decode(byte[] body) {
        return switch (TelemetryCodec.decode(body)) {
            case Validated.Invalid<DecodedEvent>(List<FieldError> errors) -> Validated.invalid(errors);
            case Validated.Valid<DecodedEvent>(DecodedEvent event) ->
                switch (event) {
                    case DecodedEvent.MetricsEvent metrics ->
                        Validated.valid(TelemetryEvent.of(
                                metrics.id(),
                                metrics.source(),
                                TelemetryEvent.TYPE_METRICS,
                                metrics.time(),
                                metrics.sample()));
                    case DecodedEvent.StateEvent ignored -> unexpected(TelemetryEvent.TYPE_STATE);
                    case DecodedEvent.UnknownType unknown -> unexpected(unknown.type());
                };
        };
    }

    private static Validated<TelemetryEvent<MetricsSample>> unexpected(String type) {
        return Validated.invalid("type", "unknown", "must be " + TelemetryEvent.TYPE_METRICS + ", not " + type);
    }
}
