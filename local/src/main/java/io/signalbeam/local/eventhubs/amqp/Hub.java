package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.log.PartitionLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An event hub: its partitions, and who reads them. */
public final class Hub {
    private final String name;
    private final Instant createdAt;
    private final List<PartitionLog> partitions;
    private final Set<String> groups;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Seat, ReaderSeat> seats = new ConcurrentHashMap<>();

    private record Seat(int partition, String group) {}

    /** @param groups the names of its consumer groups, in lower case */
    public Hub(String name, Instant createdAt, List<PartitionLog> partitions, Set<String> groups) {
        this.name = name;
        this.createdAt = createdAt;
        this.partitions = List.copyOf(partitions);
        this.groups = Set.copyOf(groups);
    }

    public String name() {
        return name;
    }

    Instant createdAt() {
        return createdAt;
    }

    int partitionCount() {
        return partitions.size();
    }

    Optional<PartitionLog> partition(String id) {
        for (var number = 0; number < partitions.size(); number++) {
            if (Integer.toString(number).equals(id)) {
                return Optional.of(partitions.get(number));
            }
        }
        return Optional.empty();
    }

    boolean hasGroup(String group) {
        return groups.contains(group);
    }

    /** The same key lands in the same partition, for as long as the number of partitions stays. */
    PartitionLog partitionOfKey(String key) {
        var crc = new CRC32C();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return partitions.get((int) (crc.getValue() % partitions.size()));
    }

    PartitionLog nextPartition() {
        return partitions.get(Math.floorMod(next.getAndIncrement(), partitions.size()));
    }

    /**
     * Takes an event as from the publisher's own path, without a connection: for more publishers than one machine can
     * connect.
     *
     * @param done is told when the event is on disk, or why it is not
     */
    public void publish(String publisher, byte[] body, Consumer<@Nullable IOException> done) {
        partitionOfKey(publisher).append(List.of(IncomingEvent.of(body).from(publisher)), done);
    }

    ReaderSeat seat(String partition, String group) {
        return seats.computeIfAbsent(new Seat(Integer.parseInt(partition), group), seat -> new ReaderSeat());
    }
}
