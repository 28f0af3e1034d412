package io.signalbeam.local.fleet;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.signalbeam.shared.api.EnrollRequest;
import io.signalbeam.shared.api.EnrollResponse;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.signature.Message;
import io.signalbeam.shared.signature.RequestSigner;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One device that runs nothing: what it says goes the way a real device's words go. */
final class SimulatedDevice implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedDevice.class);
    private static final byte[] NOTHING = {};
    private static final Duration SETTLING = Duration.ofSeconds(4);

    private final CloudClient cloud;
    private final Path file;
    private final AgentFacts facts;
    private final Temperament temperament;
    private final @Nullable RequestSigner signer;
    private final Instant started = Instant.now();

    private DeviceMemory memory;
    private @Nullable String etag;
    private @Nullable DesiredState desired;
    private Instant changedAt = Instant.EPOCH;
    private boolean reportedSettled;
    private boolean reportedUnsettled;
    private Instant sampledAt = Instant.EPOCH;
    private Instant polledAt = Instant.EPOCH;
    private @Nullable Publisher publisher;

    private SimulatedDevice(
            CloudClient cloud, Path file, AgentFacts facts, Temperament temperament, DeviceMemory memory) {
        this.cloud = cloud;
        this.file = file;
        this.facts = facts;
        this.temperament = temperament;
        this.memory = memory;
        var key = memory.signingKey();
        this.signer = key == null ? null : new RequestSigner(memory.deviceId().toString(), key);
    }

    /** Takes up the identity kept in a file, or enrols and keeps the new one there. */
    static SimulatedDevice start(
            CloudClient cloud,
            Path file,
            String token,
            String name,
            Map<String, String> labels,
            AgentFacts facts,
            Temperament temperament)
            throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            var keys = signingKeys();
            var request = new EnrollRequest(
                    token, UuidV7.random().toString(), name, labels, facts, base64(keys.getPublic()), null);
            var enrolled =
                    cloud.send("POST", "/api/agent/enroll", Map.of(), request).as(EnrollResponse.class);
            new DeviceMemory(enrolled.deviceId(), enrolled.deviceKey(), base64(keys.getPrivate()), 0).write(file);
        }
        return new SimulatedDevice(cloud, file, facts, temperament, DeviceMemory.read(file));
    }

    /** Does whatever is due; called every second or so, never by two threads at once. */
    void turn(Instant now) throws IOException, InterruptedException {
        if (temperament == Temperament.ASLEEP && reportedSettled) {
            return;
        }
        var current = poll(now);
        boolean settled = now.isAfter(changedAt.plus(SETTLING));
        if (settled ? !reportedSettled : !reportedUnsettled) {
            report(now, current, settled);
        }
        if (now.isAfter(sampledAt.plusSeconds(current.agent().heartbeatSeconds()))) {
            var sample = temperament.sample(memory.deviceId(), started, now, current);
            publisher(now)
                    .telemetry(TelemetryEvent.of(
                            UuidV7.at(now), memory.deviceId(), TelemetryEvent.TYPE_METRICS, now, sample));
            sampledAt = now;
        }
    }

    private DesiredState poll(Instant now) throws IOException, InterruptedException {
        var known = desired;
        // A simulated fleet is there to be watched: it looks for news more often than real devices are told to.
        if (known != null && now.isBefore(polledAt.plusSeconds(5))) {
            return known;
        }
        polledAt = now;
        var headers = credential("GET", "/api/agent/desired-state", now);
        if (etag != null) {
            headers.put("if-none-match", etag);
        }
        var answer = cloud.send("GET", "/api/agent/desired-state", headers, null);
        if (answer.status() == 304 && known != null) {
            return known;
        }
        var news = answer.as(DesiredState.class);
        etag = answer.etag();
        desired = news;
        // Commands come without a new generation, and what runs goes on running.
        if (known == null || known.generation() != news.generation()) {
            changedAt = now;
            reportedUnsettled = false;
        }
        reportedSettled = false;
        return news;
    }

    private void report(Instant now, DesiredState current, boolean settled) throws IOException, InterruptedException {
        var next = memory.next();
        next.write(file);
        memory = next;
        for (var command : current.commands()) {
            var output = SimulatedAnswers.output(command, current, now);
            if (output.isPresent()) {
                keep(command.id(), output.get(), now);
            }
        }
        var report = temperament.report(memory.sequence(), now, facts, current, settled);
        publisher(now)
                .report(TelemetryEvent.of(UuidV7.at(now), memory.deviceId(), TelemetryEvent.TYPE_STATE, now, report));
        reportedUnsettled = true;
        reportedSettled = settled;
    }

    private void keep(String commandId, String output, Instant now) throws IOException, InterruptedException {
        var path = "/api/agent/commands/" + commandId + "/output";
        var text = output.getBytes(StandardCharsets.UTF_8);
        cloud.putText(path, credential("PUT", path, text, now), text).ok();
    }

    /** For a request without a body; signed, as a tenant may require it. */
    private Map<String, String> credential(String method, String path, Instant now) {
        return credential(method, path, NOTHING, now);
    }

    private Map<String, String> credential(String method, String path, byte[] body, Instant now) {
        var headers = new HashMap<String, String>();
        headers.put("x-api-key", memory.deviceKey());
        if (signer != null) {
            var nonce = UuidV7.random().toString();
            headers.putAll(signer.sign(new Message(method, path, null, Map.of()), body, now, nonce));
        }
        return headers;
    }

    private static KeyPair signingKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java of 15 or newer has Ed25519", e);
        }
    }

    private static String base64(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    private Publisher publisher(Instant now) throws IOException, InterruptedException {
        var current = publisher;
        if (current != null && now.isBefore(current.lease.renewAt())) {
            return current;
        }
        var lease = cloud.send("POST", "/api/agent/lease", credential("POST", "/api/agent/lease", now), null)
                .as(LeaseResponse.class);
        if (current != null) {
            current.close();
        }
        LOG.debug("Device {} has a lease until {}", memory.deviceId(), lease.expiresAt());
        publisher = new Publisher(lease);
        return publisher;
    }

    @Override
    public void close() {
        if (publisher != null) {
            publisher.close();
        }
    }

    /** The two ways up, under one lease. */
    private static final class Publisher implements AutoCloseable {
        private final LeaseResponse lease;
        private final EventHubProducerClient telemetry;
        private final EventHubProducerClient reports;

        Publisher(LeaseResponse lease) {
            this.lease = lease;
            this.telemetry = producer(lease.telemetry());
            this.reports = producer(lease.reports());
        }

        private static EventHubProducerClient producer(LeaseResponse.Channel channel) {
            return new EventHubClientBuilder()
                    .connectionString(channel.connectionString())
                    .buildProducerClient();
        }

        void telemetry(TelemetryEvent<?> event) {
            telemetry.send(List.of(data(event)));
        }

        void report(TelemetryEvent<?> event) {
            reports.send(List.of(data(event)));
        }

        private static EventData data(TelemetryEvent<?> event) {
            return new EventData(Json.writeBytes(event)).setContentType(TelemetryEvent.CONTENT_TYPE);
        }

        @Override
        public void close() {
            telemetry.close();
            reports.close();
        }
    }
}
