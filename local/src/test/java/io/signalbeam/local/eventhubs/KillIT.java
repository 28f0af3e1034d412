package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.HUB;
import static io.signalbeam.local.eventhubs.Brokers.ROOT;
import static io.signalbeam.local.eventhubs.Brokers.all;
import static io.signalbeam.local.eventhubs.Brokers.client;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.checkpointstore.blob.BlobCheckpointStore;
import com.azure.messaging.eventhubs.models.EventContext;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.ChildProcess.Ask;
import io.signalbeam.local.process.Jvm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends the broker, and who reads from it, without any warning. */
final class KillIT {
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final AmqpRetryOptions ONE_QUICK_TRY =
            new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(10));
    private static final int SENDERS = 4;
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    private int port;

    @BeforeEach
    void takePort() throws Exception {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
    }

    /** Serves until its input ends. */
    static final class BrokerMain {
        public static void main(String[] args) throws Exception {
            try (var broker =
                    EventHubsBroker.start(Brokers.config(Path.of(args[0])).withPort(Integer.parseInt(args[1])))) {
                System.out.println("serving " + broker.port());
                while (System.in.read() >= 0) {
                    // Nothing is ever said.
                }
            }
        }
    }

    private ChildProcess broker() throws Exception {
        var child = ChildProcess.start(
                "A broker",
                Jvm.sameClasses(List.of(), BrokerMain.class, List.of(log().toString(), Integer.toString(port))),
                Ask.END_OF_INPUT,
                STOP);
        var said = child.process().inputReader(StandardCharsets.UTF_8);
        var all = new StringBuilder();
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("serving ")) {
                // Or it would stop at a full pipe.
                Thread.ofVirtual().start(() -> said.lines().forEach(more -> {}));
                return child;
            }
            all.append(line).append('\n');
        }
        throw new AssertionError(all);
    }

    private static void kill(ChildProcess child) throws Exception {
        assertThat(child.process().destroyForcibly().waitFor()).isEqualTo(128 + 9);
        child.close();
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String connectionString() {
        return "Endpoint=sb://localhost:%d;SharedAccessKeyName=%s;SharedAccessKey=%s;UseDevelopmentEmulator=true"
                .formatted(port, ROOT.name(), ROOT.key());
    }

    @Test
    void what_was_acknowledged_is_there_after_a_kill_and_nothing_is_there_twice() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < ROUNDS; round++) {
            var broker = broker();
            int enough = acknowledged.size() + 300;
            var stop = new AtomicBoolean();
            try (var threads = Executors.newFixedThreadPool(SENDERS)) {
                for (int sender = 0; sender < SENDERS; sender++) {
                    var name = round + "-" + sender;
                    var unused = threads.submit(() -> send(name, acknowledged, stop));
                }
                await(() -> acknowledged.size() >= enough);
                kill(broker);
                stop.set(true);
            }
        }
        try (var broker = EventHubsBroker.start(Brokers.config(log()))) {
            var events = all(broker);
            assertThat(events.stream().map(event -> event.getData().getBodyAsString()))
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged);
            var numbers = events.stream()
                    .collect(Collectors.groupingBy(
                            event -> event.getPartitionContext().getPartitionId(),
                            Collectors.mapping(event -> event.getData().getSequenceNumber(), Collectors.toList())));
            numbers.forEach((partition, found) -> {
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i)).as("in partition %s", partition).isEqualTo(i);
                }
            });
        }
    }

    /** Each event once, alone or in threes: one that may or may not have arrived is never sent again. */
    private void send(String name, Set<String> acknowledged, AtomicBoolean stop) {
        try (var producer =
                client(connectionString()).retryOptions(ONE_QUICK_TRY).buildProducerClient()) {
            for (int i = 0; !stop.get(); i++) {
                var bodies = i % 2 == 0
                        ? List.of(name + "-" + i)
                        : List.of(name + "-" + i + "a", name + "-" + i + "b", name + "-" + i + "c");
                producer.send(bodies.stream().map(EventData::new).toList());
                acknowledged.addAll(bodies);
            }
        } catch (AmqpException | IllegalStateException e) {
            // The broker is gone; the next round has a producer of its own.
            assertThat(e).isNotNull();
        }
    }

    /** Writes down what it reads and, after each tenth event of a partition, what it has checkpointed. */
    static final class ReaderMain {
        public static void main(String[] args) throws Exception {
            var read = new ConcurrentHashMap<String, Integer>();
            var reader = processor(args[0], args[1], event -> {
                var partition = event.getPartitionContext().getPartitionId();
                var number = event.getEventData().getSequenceNumber();
                System.out.println("read " + partition + " " + number);
                if (read.merge(partition, 1, Integer::sum) % 10 == 0) {
                    event.updateCheckpoint();
                    System.out.println("checkpoint " + partition + " " + number);
                }
            });
            reader.start();
            while (System.in.read() >= 0) {
                // Nothing is ever said.
            }
            reader.stop();
        }
    }

    private static EventProcessorClient processor(
            String connectionString, String storage, java.util.function.Consumer<EventContext> reading) {
        var container = new BlobServiceClientBuilder()
                .connectionString(storage)
                .buildAsyncClient()
                .getBlobContainerAsyncClient("checkpoints");
        return new EventProcessorClientBuilder()
                .connectionString(connectionString, HUB)
                .consumerGroup(EventHubClientBuilder.DEFAULT_CONSUMER_GROUP_NAME)
                .checkpointStore(new BlobCheckpointStore(container))
                .loadBalancingStrategy(LoadBalancingStrategy.GREEDY)
                .loadBalancingUpdateInterval(Duration.ofSeconds(1))
                .partitionOwnershipExpirationInterval(Duration.ofSeconds(10))
                .initialPartitionEventPosition(partition -> EventPosition.earliest())
                .processEvent(reading)
                .processError(error -> {})
                .buildEventProcessorClient();
    }

    @Test
    void a_reader_goes_on_at_its_checkpoints_in_blob_storage_after_it_and_the_broker_were_killed() throws Exception {
        var node = NodeServices.installed(Path.of("services"));
        try (var azurite = LocalAzurite.start(node, directory.resolve("azurite"), LocalAzurite.Ports.FREE)) {
            new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    .buildClient()
                    .createBlobContainer("checkpoints");
            var first = broker();
            fill(25);
            var output = directory.resolve("reader.log");
            var reader = ChildProcess.start(
                    "A reader",
                    Jvm.sameClasses(
                                    List.of(),
                                    ReaderMain.class,
                                    List.of(connectionString(), azurite.connectionString()))
                            .redirectOutput(output.toFile()),
                    Ask.END_OF_INPUT,
                    STOP);
            await(() -> lines(output, "read").size() >= 100);
            kill(reader);
            kill(first);
            var checkpoints = new HashMap<String, Long>();
            lines(output, "checkpoint").forEach(line -> checkpoints.merge(line[1], Long.valueOf(line[2]), Math::max));
            assertThat(checkpoints)
                    .hasSize(4)
                    .allSatisfy((partition, number) -> assertThat(number).isEqualTo(19));

            var second = broker();
            fill(5);
            Map<String, Set<Long>> again = new ConcurrentHashMap<>();
            var successor = processor(
                    connectionString(),
                    azurite.connectionString(),
                    event -> again.computeIfAbsent(
                                    event.getPartitionContext().getPartitionId(), key -> ConcurrentHashMap.newKeySet())
                            .add(event.getEventData().getSequenceNumber()));
            successor.start();
            await(() -> again.values().stream().mapToInt(Set::size).sum() >= 40);
            successor.stop();
            second.close();

            assertThat(again)
                    .hasSize(4)
                    .allSatisfy((partition, numbers) -> assertThat(numbers)
                            .containsExactlyInAnyOrder(20L, 21L, 22L, 23L, 24L, 25L, 26L, 27L, 28L, 29L));
        }
    }

    /** So many to each partition. */
    private void fill(int count) {
        try (var producer = client(connectionString()).buildProducerClient()) {
            for (int partition = 0; partition < 4; partition++) {
                producer.send(Brokers.events(count), new SendOptions().setPartitionId(Integer.toString(partition)));
            }
        }
    }

    /** The whole ones, in words. */
    private static List<String[]> lines(Path output, String kind) {
        try {
            var text = Files.readString(output);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.startsWith(kind + " "))
                    .map(line -> line.split(" ", -1))
                    .toList();
        } catch (java.io.IOException e) {
            return List.of();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Brokers.PATIENCE.multipliedBy(2).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("two minutes have passed").isLessThan(end);
            Thread.sleep(50);
        }
    }
}
