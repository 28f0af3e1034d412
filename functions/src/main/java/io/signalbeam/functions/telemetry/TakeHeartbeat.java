package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.Screening;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Takes a sample that comes over HTTPS, by the same rules as one from the hub, and says at once what is wrong with it. */
final class TakeHeartbeat {
    private final TakeTelemetry telemetry;
    private final MetricsDecoder decoder;
    private final InstantSource clock;

    TakeHeartbeat(TakeTelemetry telemetry, MetricsDecoder decoder, InstantSource clock) {
        this.telemetry = telemetry;
        this.decoder = decoder;
        this.clock = clock;
    }

    /** Gives back the server's time. */
    Outcome<Instant> take(TenantId tenant, DeviceId device, HeartbeatRequest request) {
        var now = clock.instant();
        if (request.at().isAfter(now.plus(Screening.AHEAD))) {
            return Outcome.invalid(
                    "at", "range", "It is more than five minutes ahead of the server's time, " + now + ".");
        }
        if (request.at().isBefore(now.minus(Screening.RETENTION))) {
            return Outcome.invalid("at", "range", "Samples are kept for 90 days.");
        }
        var event = TelemetryEvent.of(
                request.eventId(), device, TelemetryEvent.TYPE_METRICS, request.at(), request.metrics());
        return switch (decoder.decode(Json.writeBytes(event))) {
            case Validated.Invalid<TelemetryEvent<MetricsSample>>(List<FieldError> errors) ->
                Outcome.refused(new Refusal.Invalid(errors));
            case Validated.Valid<TelemetryEvent<MetricsSample>>(TelemetryEvent<MetricsSample> good) -> {
                telemetry.take(tenant, device, good.id(), good.time(), good.data());
                yield Outcome.done(now);
            }
        };
    }
}
