package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.PATIENCE;
import static io.signalbeam.local.eventhubs.Brokers.client;
import static io.signalbeam.local.eventhubs.Brokers.events;
import static io.signalbeam.local.eventhubs.Brokers.receive;
import static io.signalbeam.local.eventhubs.Brokers.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessorIT {
    @TempDir
    Path directory;

    private EventHubsBroker broker;

    @BeforeEach
    void start() {
        broker = EventHubsBroker.start(Brokers.config(directory));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void two_processors_share_the_partitions_and_one_goes_on_where_both_stopped() throws InterruptedException {
        var store = new MemoryCheckpoints();
        var byFirst = new Reading();
        var bySecond = new Reading();
        var first = processor(store, byFirst);
        first.start();
        fill(50);
        waitFor(() -> byFirst.partitions.size() == 4 && distinct(byFirst) == 200);

        var second = processor(store, bySecond);
        second.start();
        waitFor(() -> {
            var counts = store.owners().values();
            return counts.size() == 2 && counts.stream().allMatch(count -> count == 2);
        });
        fill(50);
        waitFor(() -> distinct(byFirst, bySecond) == 400);
        assertThat(bySecond.partitions).hasSize(2);
        first.stop();
        second.stop();

        fill(10);
        var byThird = new Reading();
        var third = processor(store, byThird);
        third.start();
        waitFor(() -> distinct(byFirst, bySecond, byThird) == 440);
        third.stop();
        // At-least-once: what was read but not checkpointed when the two stopped comes again, and no more than that.
        assertThat(byThird.places).hasSizeLessThan(440);
    }

    @Test
    void an_owner_ousts_another_of_the_same_level() throws Exception {
        try (var old = client(broker).buildAsyncConsumerClient();
                var next = client(broker).buildAsyncConsumerClient()) {
            send(broker, "0", events(1));
            var ousted = new CompletableFuture<Throwable>();
            var attached = new CompletableFuture<Boolean>();
            var reading = old.receiveFromPartition("0", EventPosition.earliest(), owner(1))
                    .subscribe(event -> attached.complete(true), ousted::complete);
            assertThat(attached.get(60, TimeUnit.SECONDS)).isTrue();
            var taking = next.receiveFromPartition("0", EventPosition.earliest(), owner(1))
                    .subscribe();
            assertThat(ousted.get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            AmqpException.class,
                            e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN));

            assertThatThrownBy(() -> old.receiveFromPartition("0", EventPosition.earliest(), owner(0))
                            .blockFirst(PATIENCE))
                    .isInstanceOfSatisfying(
                            AmqpException.class,
                            e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.LINK_STOLEN));
            reading.dispose();
            taking.dispose();
        }
    }

    @Test
    void a_group_of_its_own_reads_beside_an_owner() {
        send(broker, "0", events(2));
        try (var owner = client(broker).buildAsyncConsumerClient();
                var other = client(broker).consumerGroup("archive").buildAsyncConsumerClient()) {
            var owning = owner.receiveFromPartition("0", EventPosition.earliest(), owner(5))
                    .subscribe();
            assertThat(receive(other, "0", EventPosition.earliest(), 2)).hasSize(2);
            owning.dispose();
        }
    }

    @Test
    void a_reader_that_does_not_ask_for_more_holds_nobody_up() throws Exception {
        try (var slow = client(broker).prefetchCount(1).buildAsyncConsumerClient();
                var fast = client(broker).buildAsyncConsumerClient()) {
            var stuck = new CompletableFuture<Boolean>();
            var release = new CompletableFuture<Boolean>();
            var reading = slow.receiveFromPartition("0", EventPosition.earliest())
                    .subscribe(event -> {
                        stuck.complete(true);
                        release.join();
                    });
            send(broker, "0", events(1));
            stuck.get(60, TimeUnit.SECONDS);
            for (var i = 0; i < 20; i++) {
                send(broker, "0", events(500));
            }
            assertThat(receive(fast, "0", EventPosition.earliest(), 10_001)).hasSize(10_001);
            release.complete(true);
            reading.dispose();
        }
    }

    private void fill(int each) {
        IntStream.range(0, 4).forEach(partition -> send(broker, Integer.toString(partition), events(each)));
    }

    private static ReceiveOptions owner(long level) {
        return new ReceiveOptions().setOwnerLevel(level);
    }

    private EventProcessorClient processor(CheckpointStore store, Reading reading) {
        return new EventProcessorClientBuilder()
                .connectionString(broker.connectionString(), Brokers.HUB)
                .consumerGroup("$Default")
                .checkpointStore(store)
                .initialPartitionEventPosition(Map.of(
                        "0", EventPosition.earliest(),
                        "1", EventPosition.earliest(),
                        "2", EventPosition.earliest(),
                        "3", EventPosition.earliest()))
                .loadBalancingStrategy(LoadBalancingStrategy.BALANCED)
                .loadBalancingUpdateInterval(Duration.ofSeconds(1))
                .partitionOwnershipExpirationInterval(Duration.ofSeconds(20))
                .processEvent(context -> {
                    var partition = context.getPartitionContext().getPartitionId();
                    reading.partitions.add(partition);
                    reading.places.add(partition + "/" + context.getEventData().getSequenceNumber());
                    context.updateCheckpoint();
                })
                .processError(error -> {})
                .buildEventProcessorClient();
    }

    private static long distinct(Reading... readings) {
        return List.of(readings).stream()
                .map(reading -> reading.places)
                .flatMap(Collection::stream)
                .distinct()
                .count();
    }

    private static void waitFor(BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("time it may take").isBefore(deadline);
            Thread.sleep(50);
        }
    }

    /** What one processor has seen. */
    private static final class Reading {
        private final Set<String> partitions = ConcurrentHashMap.newKeySet();
        private final Collection<String> places = new ConcurrentLinkedQueue<>();
    }
}
