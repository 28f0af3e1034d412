package io.signalbeam.functions.intake;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what of a batch can be taken. Pure. */
public final class Screening {
    /** How far ahead of its arrival an event may claim to be recorded: what clocks drift apart between corrections. */
    public static final Duration AHEAD = Duration.ofMinutes(5);
    /** How long rows are kept. */
    public static final Duration RETENTION = Duration.ofDays(90);

    private Screening() {}

    /** Reads an event's body. */
    @FunctionalInterface
    public interface Decoder<T> {
        Validated<TelemetryEvent<T>> decode(byte[] body);
    }

    /** The devices whose credentials sent these. */
    public static Set<DeviceId> publishers(List<Delivery> deliveries) {
        var ids = new HashSet<DeviceId>();
        for (var delivery : deliveries) {
            var id = device(delivery.publisher());
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    public static <T> Screened<T> screen(
            List<Delivery> deliveries, Decoder<T> decoder, Map<DeviceId, KnownDevice> known, Instant now) {
        var accepted = new ArrayList<Accepted<T>>(deliveries.size());
        var poison = new ArrayList<Poison>();
        for (var delivery : deliveries) {
            var publisher = device(delivery.publisher());
            var sender = publisher == null ? null : known.get(publisher);
            var tenant = sender == null ? null : sender.tenant();
            if (delivery.body().length > TelemetryEvent.MAX_BYTES) {
                poison.add(new Poison(
                        delivery,
                        tenant,
                        Reason.OVERSIZED,
                        "%d bytes; at most %d are taken".formatted(delivery.body().length, TelemetryEvent.MAX_BYTES)));
                continue;
            }
            switch (decoder.decode(delivery.body())) {
                case Validated.Invalid<TelemetryEvent<T>>(List<FieldError> errors) ->
                    poison.add(new Poison(delivery, tenant, Reason.MALFORMED, describe(errors)));
                case Validated.Valid<TelemetryEvent<T>>(TelemetryEvent<T> event) -> {
                    var objection = objection(delivery, event, publisher, sender, tenant, now);
                    if (objection != null) {
                        poison.add(objection);
                    } else if (tenant != null) {
                        accepted.add(new Accepted<>(delivery, tenant, event));
                    }
                }
            }
        }
        return new Screened<>(accepted, poison);
    }

    private static @Nullable Poison objection(
            Delivery delivery,
            TelemetryEvent<?> event,
            @Nullable DeviceId publisher,
            @Nullable KnownDevice sender,
            @Nullable TenantId tenant,
            Instant now) {
        if (!event.source().equals(publisher)) {
            return new Poison(
                    delivery,
                    tenant,
                    Reason.FORGED_SOURCE,
                    "claims to be " + event.source() + ", sent by "
                            + (delivery.publisher() == null ? "no publisher" : delivery.publisher()));
        }
        if (sender == null) {
            return new Poison(delivery, tenant, Reason.UNKNOWN_DEVICE, "there is no device " + publisher);
        }
        if (!sender.active()) {
            return new Poison(
                    delivery, tenant, Reason.DEVICE_DISABLED, "device " + publisher + " is disabled or decommissioned");
        }
        // Against the broker's clock, not ours: a redelivery an hour later must come to the same end.
        var enqueued = delivery.position().enqueuedAt();
        if (event.time().isAfter(enqueued.plus(AHEAD))) {
            return new Poison(
                    delivery, tenant, Reason.TIME_IN_FUTURE, "recorded " + event.time() + ", but sent " + enqueued);
        }
        if (event.time().isBefore(now.minus(RETENTION))) {
            return new Poison(
                    delivery,
                    tenant,
                    Reason.TOO_OLD,
                    "recorded " + event.time() + "; rows are kept " + RETENTION.toDays() + " days");
        }
        return null;
    }

    private static @Nullable DeviceId device(@Nullable String publisher) {
        try {
            return publisher == null ? null : DeviceId.parse(publisher);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String describe(List<FieldError> errors) {
        return errors.stream()
                .limit(5)
                .map(error -> error.field() + ": " + error.message())
                .collect(Collectors.joining("; "));
    }
}
