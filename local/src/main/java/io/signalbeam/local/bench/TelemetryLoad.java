package io.signalbeam.local.bench;

import io.signalbeam.local.fleet.TypicalEvent;
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
    /** How many devices have all that they sent stored, by the uptime in their last event; and how far they all are. */
    private static final String ARRIVED = """
            select count(*) filter (where exists (
                    select from device_metrics m
                    where m.device_id = d.id and m.recorded_at = l.at and m.uptime_seconds = ?)),
                sum(extract(epoch from l.at))
            from devices d
            cross join lateral (select max(recorded_at) as at from device_metrics m where m.device_id = d.id) l""";

    private final BenchCloud cloud;
    private final int devices;
    private final ChildProcess senders;
    private final Writer orders;
    private final BufferedReader answers;
    private long lastUptime;

    private TelemetryLoad(BenchCloud cloud, int devices, ChildProcess senders) {
        this.cloud = cloud;
        this.devices = devices;
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
                cloud, devices, ChildProcess.start("The devices", builder, ChildProcess.Ask.END_OF_INPUT, STOP));
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
        lastUptime = TypicalEvent.uptimeSeconds(events / devices - 1L);
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
     * Waits for the last event of each device to be a row, or for a minute without a new one. A device's events come in
     * their order, so that all others are rows then, too; to count them all the time would take a processor itself.
     *
     * @return how many rows there are
     */
    long awaitRows() throws SQLException, InterruptedException {
        try (var connection = DriverManager.getConnection(cloud.local().ownerUrl());
                var query = connection.prepareStatement(ARRIVED)) {
            query.setLong(1, lastUptime);
            var before = "";
            var sinceNews = Stopwatch.start();
            while (sinceNews.seconds() < 60) {
                try (var result = query.executeQuery()) {
                    result.next();
                    if (result.getInt(1) == devices) {
                        break;
                    }
                    var now = String.valueOf(result.getString(2));
                    if (!now.equals(before)) {
                        before = now;
                        sinceNews = Stopwatch.start();
                    }
                }
                Thread.sleep(50);
            }
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("select count(*) from device_metrics")) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    @Override
    public void close() {
        senders.close();
    }
}
