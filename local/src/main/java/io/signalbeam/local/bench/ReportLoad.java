package io.signalbeam.local.bench;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Devices that are enrolled and leased like any, and report how a version comes along as fast as the hub takes it. */
final class ReportLoad implements AutoCloseable {
    private static final int BATCH = 100;
    private static final int SENDERS = 8;
    private static final AgentFacts FACTS = new AgentFacts("0.1.0-bench", "linux", "amd64", "bench", null);

    private final List<Publisher> publishers = new ArrayList<>();

    private record Publisher(DeviceId device, EventHubProducerClient producer) {}

    static ReportLoad enroll(BenchCloud cloud, String prefix, int devices) throws IOException, InterruptedException {
        var load = new ReportLoad();
        var token = cloud.enrollmentToken();
        for (int i = 0; i < devices; i++) {
            var request = new EnrollRequest(token, UuidV7.random().toString(), prefix + i, Map.of(), FACTS, null, null);
            var device = cloud.client()
                    .send("POST", "/api/agent/enroll", Map.of(), request)
                    .as(EnrollResponse.class);
            var lease = cloud.client()
                    .send("POST", "/api/agent/lease", Map.of("x-api-key", device.deviceKey()), null)
                    .as(LeaseResponse.class);
            load.publishers.add(new Publisher(
                    device.deviceId(),
                    new EventHubClientBuilder()
                            .connectionString(lease.reports().connectionString())
                            .buildProducerClient()));
        }
        return load;
    }

    List<String> devices() {
        return publishers.stream()
                .map(publisher -> publisher.device().toString())
                .toList();
    }

    /**
     * Each device sends so many reports: that it is at the version, and in the last that it runs it.
     *
     * @param sequence of the first
     */
    void send(String bundle, String version, long generation, long sequence, int each)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(SENDERS)) {
            var sending = threads.invokeAll(publishers.stream()
                    .map(publisher -> (Callable<Integer>) () -> {
                        for (int sent = 0; sent < each; sent += BATCH) {
                            var batch = publisher.producer().createBatch();
                            for (int i = sent; i < Math.min(each, sent + BATCH); i++) {
                                var state = i == each - 1 ? BundleState.Running : BundleState.Updating;
                                var report = report(
                                        publisher.device(),
                                        sequence + i,
                                        generation,
                                        new BundleStatus(bundle, version, state, null));
                                if (!batch.tryAdd(report)) {
                                    throw new IllegalStateException("a batch of " + BATCH + " reports does not fit");
                                }
                            }
                            publisher.producer().send(batch);
                        }
                        return each;
                    })
                    .toList());
            for (var one : sending) {
                one.get();
            }
        }
    }

    private static EventData report(DeviceId device, long sequence, long generation, BundleStatus status) {
        var now = Instant.now();
        var report = new DeviceReport(
                DeviceReport.SCHEMA, device, sequence, generation, now, FACTS, List.of(status), List.of());
        var event = TelemetryEvent.of(UuidV7.at(now), device, TelemetryEvent.TYPE_STATE, now, report);
        return new EventData(Json.writeBytes(event)).setContentType(TelemetryEvent.CONTENT_TYPE);
    }

    @Override
    public void close() {
        publishers.forEach(publisher -> publisher.producer().close());
    }
}
