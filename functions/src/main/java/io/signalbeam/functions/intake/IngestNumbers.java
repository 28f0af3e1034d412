package io.signalbeam.functions.intake;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What ingest counts about itself, as OpenTelemetry metrics; {@code docs/telemetry.md} lists them. Where the process has no
 * SDK, as in tests and on one machine, they cost next to nothing and go nowhere.
 *
 * <p>Their series are bounded: hubs and partitions are few, reasons are an enum, and of tenants there are those of
 * {@link TenantSeries}.
 */
public final class IngestNumbers {
    /** Recorded so long before the hub had it. Shorter waits are what batching and networks bring. */
    static final Duration LATE = Duration.ofMinutes(5);

    static final AttributeKey<String> HUB = AttributeKey.stringKey("signalbeam.hub");
    static final AttributeKey<String> PARTITION = AttributeKey.stringKey("signalbeam.partition");
    static final AttributeKey<String> REASON = AttributeKey.stringKey("signalbeam.reason");

    private static final Comparator<Delivery.Position> BY_PLACE = Comparator.comparingLong(Delivery.Position::sequence);

    private final InstantSource clock;
    private final LongCounter events;
    private final LongCounter duplicates;
    private final LongCounter late;
    private final LongCounter parked;
    private final DoubleGauge lag;
    private final TenantSeries tenants = new TenantSeries();

    public IngestNumbers(OpenTelemetry telemetry, InstantSource clock) {
        this.clock = clock;
        var meter = telemetry.getMeter("io.signalbeam.ingest");
        this.events = counter(meter, "events", "Good events that were taken, those that were there already included");
        this.duplicates = counter(meter, "duplicates", "Good events that were there already");
        this.late =
                counter(meter, "late", "Good events that were recorded more than five minutes before the hub had them");
        this.parked = counter(meter, "parked", "Events that were set aside because they can never be taken");
        this.lag = meter.gaugeBuilder("signalbeam.ingest.lag")
                .setUnit("s")
                .setDescription("Age of the event at which a partition's reader is, from the hub's clock to ours")
                .build();
    }

    private static LongCounter counter(Meter meter, String name, String description) {
        return meter.counterBuilder("signalbeam.ingest." + name)
                .setUnit("{event}")
                .setDescription(description)
                .build();
    }

    /** A batch is tried, perhaps not for the first time: its oldest event says how far behind the partition is. */
    public void begun(List<Delivery> batch) {
        batch.stream().map(Delivery::position).min(BY_PLACE).ifPresent(this::reached);
    }

    /** A batch was stored or parked whole: what is behind now is whatever came after its newest event. */
    public void done(List<Delivery> batch) {
        batch.stream().map(Delivery::position).max(BY_PLACE).ifPresent(this::reached);
    }

    private void reached(Delivery.Position position) {
        var waited = Duration.between(position.enqueuedAt(), clock.instant());
        lag.set(
                Math.max(0, waited.toMillis() / 1e3),
                Attributes.of(HUB, position.hub(), PARTITION, position.partition()));
    }

    /** Good events of one hub were taken and are safe. Whether they were there already nobody can say. */
    public <T> void taken(Collection<Accepted<T>> accepted) {
        taken(accepted, count(accepted));
    }

    /**
     * Good events of one hub were taken and are safe.
     *
     * @param stored how many of each tenant's were new
     */
    public <T> void taken(Collection<Accepted<T>> accepted, Map<TenantId, Integer> stored) {
        if (accepted.isEmpty()) {
            return;
        }
        var hub = accepted.iterator().next().delivery().position().hub();
        var all = count(accepted);
        add(events, hub, all);
        add(late, hub, count(accepted.stream().filter(IngestNumbers::isLate).toList()));
        var repeated = new HashMap<>(all);
        stored.forEach((tenant, count) -> repeated.merge(tenant, -count, Integer::sum));
        add(duplicates, hub, repeated);
    }

    private static <T> Map<TenantId, Integer> count(Collection<Accepted<T>> accepted) {
        return accepted.stream().collect(Collectors.toMap(Accepted::tenant, one -> 1, Integer::sum));
    }

    private static boolean isLate(Accepted<?> accepted) {
        var recorded = accepted.event().time();
        return recorded.isBefore(accepted.delivery().position().enqueuedAt().minus(LATE));
    }

    private void add(LongCounter counter, String hub, Map<TenantId, Integer> counts) {
        counts.forEach((tenant, count) -> {
            if (count > 0) {
                counter.add(count, Attributes.of(HUB, hub, TenantSeries.TENANT, tenants.label(tenant)));
            }
        });
    }

    /** Events were parked that were not before. */
    public void parked(List<Poison> poison) {
        poison.stream()
                .collect(Collectors.groupingBy(this::attributes, Collectors.counting()))
                .forEach((attributes, count) -> parked.add(count, attributes));
    }

    private Attributes attributes(Poison poison) {
        return Attributes.of(
                HUB,
                poison.delivery().position().hub(),
                TenantSeries.TENANT,
                tenants.label(poison.tenant()),
                REASON,
                poison.reason().word());
    }
}
