package io.signalbeam.local.bench;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.signalbeam.local.fleet.TypicalEvent;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Devices that are enrolled and leased like any, and send metrics in batches as fast as the hub takes them. */
final class TelemetryLoad implements AutoCloseable {
    private static final int BATCH = 200;

    private final BenchCloud cloud;
    private final List<Publisher> publishers;

    private record Publisher(DeviceId device, EventHubProducerClient producer) {}

    private TelemetryLoad(BenchCloud cloud, List<Publisher> publishers) {
        this.cloud = cloud;
        this.publishers = publishers;
    }

    static TelemetryLoad enroll(BenchCloud cloud, int devices) throws IOException, InterruptedException {
        var token = cloud.enrollmentToken();
        var publishers = new ArrayList<Publisher>();
        for (int i = 0; i < devices; i++) {
            publishers.add(publisher(cloud, token, "publisher-" + i));
        }
        return new TelemetryLoad(cloud, publishers);
    }

    private static Publisher publisher(BenchCloud cloud, String token, String name)
            throws IOException, InterruptedException {
        var facts = new AgentFacts("0.1.0-bench", "linux", "amd64", name, null);
        var request = new EnrollRequest(token, UuidV7.random().toString(), name, Map.of(), facts, null, null);
        var device = cloud.client()
                .send("POST", "/api/agent/enroll", Map.of(), request)
                .as(EnrollResponse.class);
        var lease = cloud.client()
                .send("POST", "/api/agent/lease", Map.of("x-api-key", device.deviceKey()), null)
                .as(LeaseResponse.class);
        var producer = new EventHubClientBuilder()
                .connectionString(lease.telemetry().connectionString())
                .buildProducerClient();
        return new Publisher(device.deviceId(), producer);
    }

    /** Sends that many events, spread over all devices, which send at the same time; back when the hub has all. */
    void send(int events) throws InterruptedException, ExecutionException {
        int each = events / publishers.size();
        try (var threads = Executors.newFixedThreadPool(publishers.size())) {
            var sending = threads.invokeAll(publishers.stream()
                    .map(publisher -> (Callable<Integer>) () -> send(publisher, each))
                    .toList());
            for (var one : sending) {
                one.get();
            }
        }
    }

    private static int send(Publisher publisher, int events) {
        for (int sent = 0; sent < events; sent += BATCH) {
            var batch = publisher.producer().createBatch();
            for (int i = sent; i < Math.min(events, sent + BATCH); i++) {
                if (!batch.tryAdd(event(publisher.device(), i))) {
                    throw new IllegalStateException("a batch of " + BATCH + " events does not fit");
                }
            }
            publisher.producer().send(batch);
        }
        return events;
    }

    private static EventData event(DeviceId device, int number) {
        return new EventData(TypicalEvent.body(device, Instant.now(), number))
                .setContentType(TelemetryEvent.CONTENT_TYPE);
    }

    /**
     * Waits for rows to be there, or for a minute without a new one.
     *
     * @return how many there are
     */
    long awaitRows(long wanted) throws SQLException, InterruptedException {
        try (var connection = DriverManager.getConnection(cloud.local().ownerUrl());
                var query = connection.prepareStatement("select count(*) from device_metrics")) {
            long rows = -1;
            var sinceNews = Stopwatch.start();
            while (rows < wanted && sinceNews.seconds() < 60) {
                Thread.sleep(100);
                long before = rows;
                try (var result = query.executeQuery()) {
                    result.next();
                    rows = result.getLong(1);
                }
                if (rows > before) {
                    sinceNews = Stopwatch.start();
                }
            }
            return rows;
        }
    }

    @Override
    public void close() {
        publishers.forEach(publisher -> publisher.producer().close());
    }
}
