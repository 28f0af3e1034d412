package io.signalbeam.local.bench;

import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.report.AgentFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Devices that are enrolled and leased like any, and send metrics by {@link SendRun}. */
final class TelemetryLoad implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);

    private final BenchCloud cloud;
    private final ChildProcess senders;
    private final Writer orders;
    private final BufferedReader answers;

    private TelemetryLoad(BenchCloud cloud, ChildProcess senders) {
        this.cloud = cloud;
        this.senders = senders;
        this.orders = senders.process().outputWriter(StandardCharsets.UTF_8);
        this.answers = senders.process().inputReader(StandardCharsets.UTF_8);
    }

    static TelemetryLoad enroll(BenchCloud cloud, int devices) throws IOException, InterruptedException {
        var token = cloud.enrollmentToken();
        var publishers = new ArrayList<String>();
        for (int i = 0; i < devices; i++) {
            publishers.add(publisher(cloud, token, "publisher-" + i));
        }
        var file = Files.createTempFile(cloud.folder(), "publishers-", ".txt");
        Files.write(file, publishers);
        var builder = Jvm.sameClasses(List.of("-Xmx512m"), SendRun.class, List.of(file.toString()));
        return new TelemetryLoad(
                cloud, ChildProcess.start("The devices", builder, ChildProcess.Ask.END_OF_INPUT, STOP));
    }

    /** A line for {@link SendRun}. */
    private static String publisher(BenchCloud cloud, String token, String name)
            throws IOException, InterruptedException {
        var facts = new AgentFacts("0.1.0-bench", "linux", "amd64", name, null);
        var request = new EnrollRequest(token, UuidV7.random().toString(), name, Map.of(), facts, null, null);
        var device = cloud.client()
                .send("POST", "/api/agent/enroll", Map.of(), request)
                .as(EnrollResponse.class);
        var lease = cloud.client()
                .send("POST", "/api/agent/lease", Map.of("x-api-key", device.deviceKey()), null)
                .as(LeaseResponse.class);
        return device.deviceId() + " " + lease.telemetry().connectionString();
    }

    /** Sends that many events, spread over all devices, which send at the same time; back when the hub has all. */
    void send(int events) throws IOException {
        orders.write(events + "\n");
        orders.flush();
        var said = new StringBuilder();
        for (var line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.equals(SendRun.SENT)) {
                return;
            }
            said.append(line).append('\n');
        }
        throw new IOException("the devices have ended:\n" + said);
    }

    /** Processor time that the devices have had so far, the making of their events with it. */
    double cpuSeconds() throws IOException {
        return ProcessCosts.cpuSeconds(senders.pid());
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
                long before = rows;
                var look = Stopwatch.start();
                try (var result = query.executeQuery()) {
                    result.next();
                    rows = result.getLong(1);
                }
                if (rows > before) {
                    sinceNews = Stopwatch.start();
                }
                // Counting takes a processor, too.
                Thread.sleep((long) Math.max(100, 20_000 * look.seconds()));
            }
            return rows;
        }
    }

    @Override
    public void close() {
        senders.close();
    }
}
