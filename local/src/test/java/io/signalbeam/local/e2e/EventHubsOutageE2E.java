package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.local.eventhubs.Brokers;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.shared.api.HeartbeatRequest;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent and a broker that goes away and comes back, on its own and together with the API. */
class EventHubsOutageE2E {
    private static final TypeReference<TelemetryEvent<MetricsSample>> METRICS = new TypeReference<>() {};
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private int port;
    private volatile Duration tokenLife = HOUR;
    private DeviceApi api;
    private EventHubsBroker broker;
    private AgentProcess agent;

    private record Sample(UUID id, Instant time) {}

    @BeforeAll
    static void needsAnEngine() throws Exception {
        // A generation is reported once the engine was looked at.
        Engine.connect("127.0.0.1:1").close();
    }

    @BeforeEach
    void open() throws Exception {
        port = freePort();
        broker = startBroker();
        api = new DeviceApi(this::lease);
    }

    @AfterEach
    void close() {
        if (agent != null) {
            agent.close();
        }
        api.close();
        broker.close();
    }

    @Test
    void while_event_hubs_alone_is_away_everything_goes_over_https_and_then_back() throws Exception {
        startAgent();
        Eventually.check(() -> assertThat(published()).hasSizeGreaterThan(2));
        Eventually.check(() -> assertThat(log()).contains("is sent over Event Hubs"));

        broker.close();
        int before = api.heartbeats.size();
        long asked = api.ask();

        Eventually.check(() -> assertThat(api.heartbeats).hasSizeGreaterThan(before + 2));
        Eventually.check(() -> assertThat(api.reports)
                .extracting(DeviceReport::observedGeneration)
                .contains(asked));

        broker = startBroker();
        int there = published().size();
        Eventually.check(() -> assertThat(published()).hasSizeGreaterThan(there + 2));
        int overHttps = api.reports.size();
        api.ask();
        Eventually.check(() -> assertThat(log().lines().toList().reversed())
                .filteredOn(line -> line.contains("report ") && line.contains(" is sent over "))
                .first()
                .asString()
                .endsWith("Event Hubs"));
        assertThat(api.reports).hasSize(overHttps);
    }

    @Test
    void what_was_sampled_while_everything_was_away_arrives_in_order_with_its_own_times() throws Exception {
        startAgent();
        Eventually.check(() -> assertThat(published()).isNotEmpty());

        api.close();
        broker.close();
        var waiting = Eventually.get(() -> {
            var spooled = spooled();
            assertThat(spooled).hasSizeGreaterThan(5);
            return spooled;
        });
        var back = Instant.now();
        broker = startBroker();

        // The API stays away: a lease that is good needs nobody.
        Eventually.check(
                () -> assertThat(published()).hasSizeGreaterThan(waiting.size()).containsAll(waiting));
        assertThat(published().stream().filter(waiting::contains).toList())
                .containsExactlyElementsOf(waiting)
                .allSatisfy(sample -> assertThat(sample.time()).isBefore(back));
        assertThat(published()).extracting(Sample::time).isSorted();
    }

    @Test
    void a_token_that_is_refused_before_its_lease_ends_leads_to_another_lease() throws Exception {
        tokenLife = Duration.ofSeconds(5);
        startAgent();
        Eventually.check(() -> assertThat(published()).isNotEmpty());
        int leases = api.leases.get();
        tokenLife = HOUR;

        Eventually.check(() -> assertThat(api.leases).hasValueGreaterThan(leases));

        int there = published().size();
        Eventually.check(() -> assertThat(published()).hasSizeGreaterThan(there + 2));
        assertThat(published()).extracting(Sample::time).isSorted();
    }

    @Test
    void when_its_namespace_is_gone_for_good_it_asks_for_a_lease_of_another_and_sends_there_what_waited()
            throws Exception {
        startAgent();
        Eventually.check(() -> assertThat(published()).isNotEmpty());
        Eventually.check(() -> assertThat(spooled()).isEmpty());
        int leases = api.leases.get();

        api.close();
        broker.close();
        var waiting = Eventually.get(() -> {
            var spooled = spooled();
            assertThat(spooled).hasSizeGreaterThan(5);
            return spooled;
        });
        // The namespace of another region, with nothing in it; the old one answers no more.
        port = freePort();
        broker = EventHubsBroker.start(
                Brokers.config(folder.resolve("elsewhere")).withPort(port));
        api.open();

        Eventually.check(() -> assertThat(published()).isNotEmpty());
        assertThat(api.leases).hasValueGreaterThan(leases);
        var overHttps = api.heartbeats.stream().map(HeartbeatRequest::eventId).toList();
        Eventually.check(() -> assertThat(Stream.concat(published().stream().map(Sample::id), overHttps.stream())
                        .toList())
                .as("nothing that waited is lost")
                .containsAll(waiting.stream().map(Sample::id).toList()));
        Eventually.check(() -> assertThat(log().lines().toList().reversed())
                .filteredOn(line -> line.contains("telemetry goes over "))
                .first()
                .asString()
                .endsWith("Event Hubs"));
    }

    private void startAgent() throws IOException {
        agent = AgentProcess.run(TestCloud.ROOT, folder.resolve("agent"), api.uri(), DeviceApi.TOKEN, "van-7");
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private EventHubsBroker startBroker() {
        return EventHubsBroker.start(Brokers.config(folder.resolve("broker")).withPort(port));
    }

    /** Says that it is good for an hour, whatever its tokens are. */
    private LeaseResponse lease(DeviceId device) {
        var now = Instant.now();
        return new LeaseResponse(
                "persistent",
                channel("device-telemetry", device),
                channel("device-reports", device),
                now.plus(HOUR),
                now.plus(HOUR.dividedBy(4).multipliedBy(3)),
                now);
    }

    private LeaseResponse.Channel channel(String hub, DeviceId device) {
        var entity = hub + "/publishers/" + device;
        var token = Brokers.token(Brokers.SENDER, entity, Instant.now().plus(tokenLife));
        return new LeaseResponse.Channel(
                hub,
                "Endpoint=sb://localhost:%d;SharedAccessSignature=%s;EntityPath=%s;UseDevelopmentEmulator=true"
                        .formatted(port, token, entity));
    }

    /**
     * In the order in which the broker took them first: all of a device's are in one partition. What was taken and not
     * acknowledged comes again, and ingest knows it by its id.
     */
    private List<Sample> published() throws InterruptedException {
        // Each look takes connections of its own: not ten of them a second.
        Thread.sleep(500);
        return Brokers.all(broker).stream()
                .map(event -> sample(event.getData().getBodyAsString()))
                .distinct()
                .toList();
    }

    /** What the agent has on disk; a line is {@code <checksum> <event>}. */
    private List<Sample> spooled() throws IOException {
        try (Stream<Path> segments = Files.list(folder.resolve("agent/state/spool"))) {
            var samples = new ArrayList<Sample>();
            for (var segment : segments.sorted().toList()) {
                for (var line : Files.readAllLines(segment)) {
                    samples.add(sample(line.substring(line.indexOf(' ') + 1)));
                }
            }
            return List.copyOf(samples);
        }
    }

    private static Sample sample(String event) {
        try {
            var read = Json.lenient().readValue(event, METRICS);
            return new Sample(read.id(), read.time());
        } catch (IOException e) {
            throw new AssertionError("no event: " + event, e);
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("agent/agent.log"));
    }
}
