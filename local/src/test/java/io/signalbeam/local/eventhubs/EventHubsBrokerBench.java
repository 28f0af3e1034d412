package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.client;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import io.signalbeam.local.files.FileTree;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/**
 * How fast the broker takes and gives events of 300 bytes, 100 a batch, with the SDK in the same process.
 *
 * <p>In two processes, warm, with one batch after the other, an event cost the broker 3.6 to 4.5 µs of CPU and the SDK 2
 * to 3 when sent, and 0.7 and 1.2 when received (two busy cores).
 */
final class EventHubsBrokerBench {
    private static final int BATCH = 100;
    private static final int IN_FLIGHT = 8;

    private EventHubsBrokerBench() {}

    public static void main(String[] args) throws Exception {
        var batches = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        var directory = Files.createTempDirectory("broker-bench");
        try (var broker = EventHubsBroker.start(Brokers.config(directory))) {
            for (var round = 0; round < 3; round++) {
                sendOneByOne(broker, batches);
                sendSideBySide(broker, batches);
            }
            for (var round = 0; round < 3; round++) {
                receive(broker, batches * 6 * BATCH);
            }
        } finally {
            FileTree.delete(directory);
        }
    }

    private static void sendOneByOne(EventHubsBroker broker, int batches) {
        try (var producer = client(broker).buildProducerClient()) {
            var options = new SendOptions().setPartitionId("0");
            figure("send, one batch after the other", batches * BATCH, () -> {
                for (var i = 0; i < batches; i++) {
                    producer.send(events(), options);
                }
            });
        }
    }

    private static void sendSideBySide(EventHubsBroker broker, int batches) {
        try (var producer = client(broker).buildAsyncProducerClient()) {
            var options = new SendOptions().setPartitionId("0");
            figure(
                    "send, %d batches side by side".formatted(IN_FLIGHT),
                    batches * BATCH,
                    () -> Flux.range(0, batches)
                            .flatMap(i -> producer.send(events(), options), IN_FLIGHT)
                            .then()
                            .block(Duration.ofMinutes(5)));
        }
    }

    private static void receive(EventHubsBroker broker, int count) {
        try (var consumer = client(broker).prefetchCount(2_000).buildAsyncConsumerClient()) {
            figure("receive", count, () -> {
                var left = new CountDownLatch(count);
                var reading = consumer.receiveFromPartition("0", EventPosition.earliest())
                        .subscribe(event -> left.countDown());
                try {
                    left.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                } finally {
                    reading.dispose();
                }
            });
        }
    }

    private static Iterable<EventData> events() {
        var body = new byte[300];
        Arrays.fill(body, (byte) 'x');
        return IntStream.range(0, BATCH).mapToObj(i -> new EventData(body)).toList();
    }

    private static void figure(String name, int events, Runnable work) {
        var cpu = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var cpuBefore = cpu.getProcessCpuTime();
        var before = System.nanoTime();
        work.run();
        var nanos = System.nanoTime() - before;
        System.out.printf(
                "%-32s %,9.0f events/s, %5.1f us of CPU an event, client and broker%n",
                name, events * 1e9 / nanos, (cpu.getProcessCpuTime() - cpuBefore) / 1e3 / events);
    }
}
