package io.signalbeam.local.host.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.EventContext;
import com.azure.messaging.eventhubs.models.PartitionContext;
import io.signalbeam.local.host.app.EventHubsOptions;
import io.signalbeam.local.host.invoke.FunctionFailure;
import io.signalbeam.local.host.invoke.FunctionRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition that this host owns: gathers events into batches, calls the function with one batch after the other,
 * and writes checkpoints after them, whether they succeeded or not.
 */
final class PartitionPump {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionPump.class);
    private static final Duration GLANCE = Duration.ofMillis(250);

    private final FunctionRuntime.Callable<EventsInput> function;
    private final boolean many;
    private final EventHubsOptions options;
    private final PartitionContext partition;
    private final CheckpointStore checkpoints;
    private final BlockingQueue<Received> waiting;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** Set before the close, when the partition has become another host's. */
    private volatile boolean lost;

    private int sinceCheckpoint;

    PartitionPump(
            FunctionRuntime.Callable<EventsInput> function,
            boolean many,
            EventHubsOptions options,
            PartitionContext partition,
            CheckpointStore checkpoints) {
        this.function = function;
        this.many = many;
        this.options = options;
        this.partition = partition;
        this.checkpoints = checkpoints;
        waiting = new ArrayBlockingQueue<>(Math.max(options.prefetchCount(), options.maxEventBatchSize()));
        thread = Thread.ofVirtual()
                .name("events-" + function.definition().name() + "-" + partition.getPartitionId())
                .start(this::pump);
    }

    /** Hands over the next event; waits while the function has enough to do. */
    void accept(EventContext event) throws InterruptedException {
        var received = Received.of(event.getEventData());
        while (closed.getCount() > 0) {
            if (waiting.offer(received, GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** Begins no further batch; the one under way ends and is checkpointed. */
    void close() {
        closed.countDown();
    }

    /** As {@link #close}, without a checkpoint, which is no longer this host's to write. */
    void lose() {
        lost = true;
        close();
    }

    /** Waits for the batch under way; says whether it has ended. */
    boolean ended(Duration patience) throws InterruptedException {
        return thread.join(patience);
    }

    private void pump() {
        try {
            while (closed.getCount() > 0) {
                var batch = batch();
                if (!batch.isEmpty() && run(batch)) {
                    checkpoint(batch.getLast());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Received> batch() throws InterruptedException {
        var batch = new ArrayList<Received>();
        var first = waiting.poll(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            return batch;
        }
        batch.add(first);
        waiting.drainTo(batch, options.maxEventBatchSize() - 1);
        var end = System.nanoTime() + options.maxWaitTime().toNanos();
        while (batch.size() < options.minEventBatchSize()) {
            var left = Math.min(end - System.nanoTime(), GLANCE.toNanos());
            if (left <= 0) {
                break;
            }
            var next = waiting.poll(left, TimeUnit.NANOSECONDS);
            if (next != null) {
                batch.add(next);
                waiting.drainTo(batch, options.maxEventBatchSize() - batch.size());
            } else if (closed.getCount() == 0) {
                return new ArrayList<>();
            }
        }
        return batch;
    }

    /** Runs a batch to its end, good or bad; false when it was given up, since the host or the partition is gone. */
    private boolean run(List<Received> batch) throws InterruptedException {
        if (many) {
            return run(new EventsInput(partition, batch, true));
        }
        for (var event : batch) {
            if (!run(new EventsInput(partition, List.of(event), false))) {
                return false;
            }
        }
        return true;
    }

    private boolean run(EventsInput input) throws InterruptedException {
        try {
            return function.callWithRetries(
                    input, delay -> !closed.await(Math.max(delay.toNanos(), 0), TimeUnit.NANOSECONDS));
        } catch (FunctionFailure e) {
            LOG.warn(
                    "{} gave up on {} events of partition {} from sequence number {}, and goes on after them",
                    function.definition().name(),
                    input.events().size(),
                    partition.getPartitionId(),
                    input.events().getFirst().sequence());
            return true;
        }
    }

    private void checkpoint(Received last) {
        sinceCheckpoint++;
        if (lost || sinceCheckpoint < options.batchCheckpointFrequency()) {
            return;
        }
        sinceCheckpoint = 0;
        try {
            checkpoints
                    .updateCheckpoint(new Checkpoint()
                            .setFullyQualifiedNamespace(partition.getFullyQualifiedNamespace())
                            .setEventHubName(partition.getEventHubName())
                            .setConsumerGroup(partition.getConsumerGroup())
                            .setPartitionId(partition.getPartitionId())
                            .setSequenceNumber(last.sequence())
                            .setOffsetString(last.offset()))
                    .block();
        } catch (RuntimeException e) {
            LOG.warn("No checkpoint of partition {}; its events may come again", partition.getPartitionId(), e);
        }
    }
}
