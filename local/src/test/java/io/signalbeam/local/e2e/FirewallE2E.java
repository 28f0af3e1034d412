package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.eventhubs.Brokers;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.id.DeviceId;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent in networks that let little through: to port 443 alone, and through a proxy with a password alone. */
class FirewallE2E {
    @TempDir
    static Path shared;

    private static LocalCa ca;

    @TempDir
    private Path folder;

    private EventHubsBroker broker;

    @BeforeAll
    static void authority() {
        ca = LocalCa.open(shared.resolve("secrets"));
    }

    @BeforeEach
    void startBroker() {
        broker = EventHubsBroker.start(Brokers.config(folder.resolve("broker")));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void where_5671_is_closed_telemetry_takes_web_sockets_on_443() throws Exception {
        // An address of loopback that nobody else has, so that its port 443 is free.
        var random = ThreadLocalRandom.current();
        var address = InetAddress.getByAddress(new byte[] {
            127, (byte) random.nextInt(16, 120), (byte) random.nextInt(1, 250), (byte) random.nextInt(1, 250)
        });
        var hosts = Files.writeString(folder.resolve("hosts"), address.getHostAddress() + " localhost\n");
        try (var gate = new WebSocketGate(ca, address, 443, broker.port());
                var api = new DeviceApi(FirewallE2E::lease);
                var agent = start(Map.of(
                        "SIGNALBEAM_AGENT_SERVER", api.uri().toString(), "OPTIONS", "-Djdk.net.hosts.file=" + hosts))) {
            Eventually.check(() -> assertThat(gate.upgraded).hasPositiveValue());
            Eventually.check(this::publishes);
            assertThat(api.heartbeats).as("over HTTPS until then").isNotEmpty();
            assertThat(agent.pid()).isPositive();
        }
    }

    @Test
    void everything_goes_through_a_proxy_with_a_password() throws Exception {
        try (var gate = new WebSocketGate(ca, InetAddress.getLoopbackAddress(), 0, broker.port());
                var api = new DeviceApi(FirewallE2E::lease, ca);
                var proxy = new TunnelProxy(Map.of(
                        "localhost:443", gate.port(), "127.0.0.1:443", api.uri().getPort()));
                var agent = start(Map.of(
                        "SIGNALBEAM_AGENT_SERVER",
                        "https://127.0.0.1",
                        "SIGNALBEAM_AGENT_PROXY",
                        "http://" + TunnelProxy.USER + ":p%3Ass@127.0.0.1:" + proxy.port()))) {
            Eventually.check(() -> assertThat(gate.upgraded).hasPositiveValue());
            Eventually.check(this::publishes);
            assertThat(proxy.tunnels).contains("127.0.0.1:443", "localhost:443");
            assertThat(Files.readString(folder.resolve("agent.log"))).doesNotContain(TunnelProxy.PASSWORD);
            assertThat(agent.pid()).isPositive();
        }
    }

    private void publishes() throws InterruptedException {
        // Each look takes connections of its own: not ten of them a second.
        Thread.sleep(500);
        assertThat(Brokers.all(broker)).hasSizeGreaterThan(2);
    }

    private io.signalbeam.local.app.AgentProcess start(Map<String, String> more) throws Exception {
        var environment = new HashMap<>(Map.of(
                "SIGNALBEAM_AGENT_TOKEN",
                DeviceApi.TOKEN,
                "SIGNALBEAM_AGENT_STATE_DIR",
                folder.resolve("state").toString(),
                "SIGNALBEAM_AGENT_DOCKER_HOST",
                "unix://" + folder.resolve("no-engine.sock"),
                "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                "2"));
        environment.putAll(more);
        var options = String.join(" ", ca.jvmOptions()) + " " + environment.getOrDefault("OPTIONS", "");
        environment.remove("OPTIONS");
        environment.put("SIGNALBEAM_AGENT_JAVA_OPTIONS", options);
        return io.signalbeam.local.app.AgentProcess.start(
                TestCloud.ROOT, folder.resolve("agent.log"), environment, List.of("run"));
    }

    /** As Azure's: without a port, and TLS on every one there is. */
    private static LeaseResponse lease(DeviceId device) {
        var now = Instant.now();
        return new LeaseResponse(
                "persistent",
                channel("device-telemetry", device),
                channel("device-reports", device),
                now.plus(Duration.ofHours(1)),
                now.plus(Duration.ofMinutes(45)),
                now);
    }

    private static LeaseResponse.Channel channel(String hub, DeviceId device) {
        var entity = hub + "/publishers/" + device;
        var token = Brokers.token(Brokers.SENDER, entity, Instant.now().plus(Duration.ofHours(1)));
        return new LeaseResponse.Channel(
                hub, "Endpoint=sb://localhost/;SharedAccessSignature=" + token + ";EntityPath=" + entity);
    }
}
