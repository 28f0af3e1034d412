package io.signalbeam.local.bench;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.signalbeam.local.fleet.TypicalEvent;
import io.signalbeam.local.tls.LocalhostNames;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Devices that send metrics in batches as fast as the hub takes them, in a process of their own, so that what the SDK takes
 * of the machine is told from the rest. Each line of its input is a number of events, spread over all devices, which send
 * at the same time; it answers {@link #SENT} when the hub has them all, and ends with its input.
 */
final class SendRun {
    static final String SENT = "sent";
    private static final int BATCH = 200;

    private SendRun() {}

    private record Publisher(DeviceId device, EventHubProducerClient producer) {
        static Publisher parse(String line) {
            var words = line.split(" ", 2);
            return new Publisher(
                    DeviceId.parse(words[0]),
                    new EventHubClientBuilder().connectionString(words[1]).buildProducerClient());
        }

        Integer send(int events) {
            for (int sent = 0; sent < events; sent += BATCH) {
                var batch = producer.createBatch();
                for (int i = sent; i < Math.min(events, sent + BATCH); i++) {
                    if (!batch.tryAdd(event(i))) {
                        throw new IllegalStateException("a batch of " + BATCH + " events does not fit");
                    }
                }
                producer.send(batch);
            }
            return events;
        }

        private EventData event(int number) {
            return new EventData(TypicalEvent.body(device, Instant.now(), number))
                    .setContentType(TelemetryEvent.CONTENT_TYPE);
        }
    }

    /** Takes a file with a device's id and its connection string in each line. */
    public static void main(String[] arguments) throws Exception {
        LocalhostNames.install();
        var publishers = Files.readAllLines(Path.of(arguments[0])).stream()
                .map(Publisher::parse)
                .toList();
        try (var threads = Executors.newFixedThreadPool(publishers.size())) {
            var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (var order = orders.readLine(); order != null; order = orders.readLine()) {
                int each = Integer.parseInt(order) / publishers.size();
                for (var sending : threads.invokeAll(orders(publishers, each))) {
                    sending.get();
                }
                System.out.println(SENT);
            }
        }
        publishers.forEach(publisher -> publisher.producer().close());
    }

    private static List<Callable<Integer>> orders(List<Publisher> publishers, int each) {
        var orders = new ArrayList<Callable<Integer>>();
        publishers.forEach(publisher -> orders.add(() -> publisher.send(each)));
        return orders;
    }
}
