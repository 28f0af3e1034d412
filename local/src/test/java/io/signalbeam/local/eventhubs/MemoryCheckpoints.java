package io.signalbeam.local.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Checkpoints and ownership by partition, with ETags, as the blob store keeps them. */
final class MemoryCheckpoints implements CheckpointStore {
    private final Map<String, PartitionOwnership> ownership = new TreeMap<>();
    private final Map<String, Checkpoint> checkpoints = new TreeMap<>();

    synchronized Map<String, Long> owners() {
        return ownership.values().stream()
                .filter(each -> !each.getOwnerId().isEmpty())
                .collect(Collectors.groupingBy(PartitionOwnership::getOwnerId, Collectors.counting()));
    }

    // Deferred throughout: the processor subscribes to one and the same answer again and again.

    @Override
    public Flux<PartitionOwnership> listOwnership(String namespace, String hub, String group) {
        return Flux.defer(() -> Flux.fromIterable(ownerships()));
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> wanted) {
        return Flux.defer(() -> Flux.fromIterable(claim(wanted)));
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String namespace, String hub, String group) {
        return Flux.defer(() -> Flux.fromIterable(checkpoints()));
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        return Mono.fromRunnable(() -> put(checkpoint));
    }

    private synchronized List<PartitionOwnership> ownerships() {
        return List.copyOf(ownership.values());
    }

    private synchronized List<Checkpoint> checkpoints() {
        return List.copyOf(checkpoints.values());
    }

    private synchronized void put(Checkpoint checkpoint) {
        checkpoints.put(checkpoint.getPartitionId(), checkpoint);
    }

    private synchronized List<PartitionOwnership> claim(List<PartitionOwnership> wanted) {
        var claimed = new ArrayList<PartitionOwnership>();
        for (var each : wanted) {
            var held = ownership.get(each.getPartitionId());
            if (held == null || held.getETag().equals(each.getETag())) {
                each.setETag(UUID.randomUUID().toString()).setLastModifiedTime(System.currentTimeMillis());
                ownership.put(each.getPartitionId(), each);
                claimed.add(each);
            }
        }
        return claimed;
    }
}
