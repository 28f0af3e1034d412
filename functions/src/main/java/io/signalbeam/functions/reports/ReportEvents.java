package io.signalbeam.functions.reports;

import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.DecodedEvent;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;

/** Reports as agents write them; a report that is of another device than its event is not valid. */
public final class ReportEvents implements ReportDecoder {

    @Override
    public Validated<TelemetryEvent<DeviceReport>> decode(byte[] body) {
        return switch (TelemetryCodec.decode(body)) {
            case Validated.Invalid<DecodedEvent>(List<FieldError> errors) -> Validated.invalid(errors);
            case Validated.Valid<DecodedEvent>(DecodedEvent event) ->
                switch (event) {
                    case DecodedEvent.StateEvent state ->
                        Validated.valid(TelemetryEvent.of(
                                state.id(), state.source(), TelemetryEvent.TYPE_STATE, state.time(), state.report()));
                    case DecodedEvent.MetricsEvent ignored -> unexpected(TelemetryEvent.TYPE_METRICS);
                    case DecodedEvent.UnknownType unknown -> unexpected(unknown.type());
                };
        };
    }

    private static Validated<TelemetryEvent<DeviceReport>> unexpected(String type) {
        return Validated.invalid("type", "unknown", "must be " + TelemetryEvent.TYPE_STATE + ", not " + type);
    }
}
