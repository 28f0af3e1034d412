package io.signalbeam.local.soak.ingest;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.telemetry.DecodedEvent;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends mutated events and asks of each what became of it. Each must be stored or parked, and nothing else may be there;
 * the trigger must not have failed at one of them, since what it fails at it is given for ever.
 */
public final class FuzzEvents {
    private static final String NUMBER = "fuzz-number";
    private static final int AT_ONCE = 50;
    /** With fifty of these the broker would take no batch. */
    private static final int ALONE_ABOVE = 10_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int LAST_LOOKS = 20;

    private final IngestCloud cloud;
    private final Consumer<String> say;
    private final List<DeviceId> devices;
    private final Mutations mutations;
    private final Map<String, EventHubProducerClient> producers = new HashMap<>();

    public FuzzEvents(IngestCloud cloud, long seed, Consumer<String> say) throws SQLException {
        this.cloud = cloud;
        this.say = say;
        this.devices = cloud.devices(6);
        var disabled = devices.getLast();
        try (var connection = new StoredEvents(cloud).connect();
                var disable = connection.prepareStatement("update devices set lifecycle = 'Disabled' where id = ?")) {
            disable.setObject(1, disabled.value());
            disable.execute();
        }
        this.mutations = new Mutations(seed, devices.subList(0, devices.size() - 1), disabled);
    }

    /**
     * What became of the events.
     *
     * @param parked by reason
     * @param lost neither stored nor parked: their numbers
     * @param strangers rows that no event explains
     * @param crashes of the trigger: failures that are not of something which is away or too slow for a while
     */
    public record Report(
            int sent, int stored, Map<String, Integer> parked, List<Integer> lost, int strangers, long crashes) {
        /** Whether each is accounted for, and nothing failed. */
        public boolean clean() {
            return lost.isEmpty()
                    && strangers == 0
                    && crashes == 0
                    && stored
                                    + parked.values().stream()
                                            .mapToInt(Integer::intValue)
                                            .sum()
                            == sent;
        }
    }

    /** An event as the hub has it. */
    private record InHub(int number, byte[] body) {}

    /** Identity of a row. */
    private record Row(UUID device, UUID id, Instant time) {}

    /** @throws IOException when the host does not say how it fared */
    public Report run(int events) throws IOException, InterruptedException, SQLException {
        long before = cloud.crashes();
        send(events);
        var hub = hub(events);
        say.accept(hub.places().size() + " events in the hub");
        await(hub.last());
        // Several events of one millisecond may lie in several batches, of which the last is still under way.
        var report = account(events, hub.places(), before);
        for (int i = 0; i < LAST_LOOKS && !report.lost().isEmpty(); i++) {
            Thread.sleep(500);
            report = account(events, hub.places(), before);
        }
        return report;
    }

    private Report account(int events, Map<String, InHub> hub, long before)
            throws IOException, InterruptedException, SQLException {
        var parked = parkedPlaces();
        var rows = rows();
        var explained = new HashSet<Row>();
        var lost = new ArrayList<Integer>();
        var arrived = new BitSet();
        int stored = 0;
        for (var entry : hub.entrySet()) {
            var event = entry.getValue();
            arrived.set(event.number());
            if (parked.contains(entry.getKey())) {
                continue;
            }
            var row = row(event.body());
            if (row == null || !rows.contains(row)) {
                lost.add(event.number());
            } else {
                stored++;
                explained.add(row);
            }
        }
        for (int number = arrived.nextClearBit(0); number < events; number = arrived.nextClearBit(number + 1)) {
            lost.add(number);
        }
        return new Report(
                events,
                stored,
                new StoredEvents(cloud).parked(),
                lost,
                rows.size() - explained.size(),
                cloud.crashes() - before);
    }

    private void send(int events) {
        var waiting = new HashMap<String, List<EventData>>();
        for (int number = 0; number < events; number++) {
            var mutant = mutations.next();
            var event = new EventData(mutant.body());
            event.getProperties().putAll(mutant.properties());
            event.getProperties().put(NUMBER, number);
            var path = path(mutant.publisher());
            if (mutant.body().length > ALONE_ABOVE) {
                producer(path).send(List.of(event));
                continue;
            }
            var batch = waiting.computeIfAbsent(path, key -> new ArrayList<>());
            batch.add(event);
            if (batch.size() == AT_ONCE) {
                producer(path).send(batch);
                batch.clear();
            }
            if (number % 10_000 == 9_999) {
                say.accept((number + 1) + " events sent");
            }
        }
        waiting.forEach((path, batch) -> {
            if (!batch.isEmpty()) {
                producer(path).send(batch);
            }
        });
        producers.values().forEach(EventHubProducerClient::close);
        producers.clear();
    }

    private static String path(@Nullable DeviceId publisher) {
        return publisher == null ? IngestCloud.TELEMETRY : IngestCloud.TELEMETRY + "/publishers/" + publisher;
    }

    private EventHubProducerClient producer(String path) {
        return producers.computeIfAbsent(
                path,
                entity -> new EventHubClientBuilder()
                        .connectionString(cloud.brokerUrl() + ";EntityPath=" + entity)
                        .buildProducerClient());
    }

    /**
     * Everything that the hub holds of this run, by its place: partition and sequence number.
     *
     * @param last when each partition got its last event
     */
    private record Hub(Map<String, InHub> places, Map<String, Instant> last) {}

    private Hub hub(int events) {
        var places = new HashMap<String, InHub>();
        var last = new HashMap<String, Instant>();
        try (EventHubConsumerClient consumer = new EventHubClientBuilder()
                .connectionString(cloud.brokerUrl(), IngestCloud.TELEMETRY)
                .consumerGroup(IngestCloud.AUDITORS)
                .buildConsumerClient()) {
            for (var partition : consumer.getPartitionIds()) {
                long end = consumer.getPartitionProperties(partition).getLastEnqueuedSequenceNumber();
                long next = 0;
                while (next <= end) {
                    var some = consumer.receiveFromPartition(
                            partition,
                            (int) Math.min(1_000, end - next + 1),
                            EventPosition.fromSequenceNumber(next, true),
                            Duration.ofSeconds(5));
                    for (var event : some) {
                        var of = event.getData();
                        next = of.getSequenceNumber() + 1;
                        last.put(partition, of.getEnqueuedTime());
                        if (of.getProperties().get(NUMBER) instanceof Integer number && number < events) {
                            places.put(partition + "/" + of.getSequenceNumber(), new InHub(number, of.getBody()));
                        }
                    }
                }
            }
        }
        return new Hub(places, last);
    }

    /** Until ingest has come to the last event of every partition, or for a while no further. */
    private void await(Map<String, Instant> last) throws InterruptedException, SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Instant> before = Map.of();
        while (System.nanoTime() < end) {
            var reached = reached();
            if (last.entrySet().stream()
                    .noneMatch(one ->
                            reached.getOrDefault(one.getKey(), Instant.EPOCH).isBefore(one.getValue()))) {
                return;
            }
            if (!reached.equals(before)) {
                before = reached;
                end = System.nanoTime() + PATIENCE.toNanos();
            }
            Thread.sleep(200);
        }
    }

    /** Up to which event each partition is taken, as ingest itself notes. */
    private Map<String, Instant> reached() throws SQLException {
        var reached = new HashMap<String, Instant>();
        try (var connection = new StoredEvents(cloud).connect();
                var query = connection.prepareStatement(
                        "select partition, enqueued_at from ingest_progress where hub = ?")) {
            query.setString(1, IngestCloud.TELEMETRY);
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    reached.put(
                            found.getString(1),
                            found.getObject(2, OffsetDateTime.class).toInstant());
                }
            }
        }
        return reached;
    }

    private Set<String> parkedPlaces() throws SQLException {
        var places = new HashSet<String>();
        try (var connection = new StoredEvents(cloud).connect();
                var query = connection.prepareStatement(
                        "select partition || '/' || sequence_number from parked_events where hub = ?")) {
            query.setString(1, IngestCloud.TELEMETRY);
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    places.add(found.getString(1));
                }
            }
        }
        return places;
    }

    private Set<Row> rows() throws SQLException {
        var rows = new HashSet<Row>();
        try (var connection = new StoredEvents(cloud).connect();
                var query = connection.prepareStatement(
                        "select device_id, event_id, recorded_at from metrics_of_all_tenants where device_id = any(?)")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", devices.stream().map(DeviceId::value).toArray()));
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(
                            found.getObject(1, UUID.class),
                            found.getObject(2, UUID.class),
                            found.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return rows;
    }

    /** What a good event is stored as; null when it is not good. */
    private static @Nullable Row row(byte[] body) {
        return TelemetryCodec.decode(body) instanceof Validated.Valid<DecodedEvent>(DecodedEvent.MetricsEvent event)
                ? new Row(event.source().value(), event.id(), event.time())
                : null;
    }
}
