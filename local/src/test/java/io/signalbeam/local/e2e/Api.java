package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.local.fleet.CloudClient.Answer;
import io.signalbeam.local.fleet.TypicalEvent;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.hash.Sha256;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP API in one person's hands. */
record Api(CloudClient client, Map<String, String> credential) {

    static Api person(URI api, String token) {
        return new Api(new CloudClient(api), Map.of("authorization", "Bearer " + token));
    }

    static Api device(URI api, String key) {
        return new Api(new CloudClient(api), Map.of("x-api-key", key));
    }

    static Api nobody(URI api) {
        return new Api(new CloudClient(api), Map.of());
    }

    Answer get(String path) throws Exception {
        return client.send("GET", "/api" + path, credential, null);
    }

    Answer post(String path, @Nullable Object body) throws Exception {
        return client.send("POST", "/api" + path, credential, body);
    }

    Answer put(String path, Object body) throws Exception {
        return client.send("PUT", "/api" + path, credential, body);
    }

    Answer patch(String path, Object body) throws Exception {
        return client.send("PATCH", "/api" + path, credential, body);
    }

    Answer delete(String path) throws Exception {
        return client.send("DELETE", "/api" + path, credential, null);
    }

    /** Brings an artifact, and answers its hash, by which manifests name it. */
    String artifact(byte[] content) throws Exception {
        var sha256 = Sha256.hex(content);
        var upload = post("/artifacts", Map.of("sha256", sha256, "sizeBytes", content.length))
                .ok()
                .path("upload")
                .path("url")
                .asText();
        try (var http = HttpClient.newHttpClient()) {
            var put = HttpRequest.newBuilder(URI.create(upload))
                    .header("x-ms-blob-type", "BlockBlob")
                    .PUT(BodyPublishers.ofByteArray(content))
                    .build();
            var answer = http.send(put, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
        post("/artifacts/" + sha256 + "/complete", null).ok();
        return sha256;
    }

    /** Gives a device a command, and answers what became of it. */
    JsonNode command(DeviceId device, Map<String, Object> wish) throws Exception {
        var commands = "/devices/" + device + "/commands";
        var id = post(commands, wish).ok().path("id").asText();
        return Eventually.get(() -> {
            var answer = get(commands + "/" + id).ok();
            assertThat(answer.path("status").asText())
                    .as(answer.toPrettyString())
                    .isIn("Succeeded", "Failed", "Expired");
            return answer;
        });
    }

    /** The text of a new enrollment token. */
    String enrollmentToken(Map<String, ?> wishes) throws Exception {
        return post("/enrollment-tokens", wishes).ok().path("token").asText();
    }

    /** The id of the device with a name. */
    DeviceId device(String name) throws Exception {
        for (JsonNode device : get("/devices?q=" + name).ok().path("items")) {
            if (device.path("name").asText().equals(name)) {
                return DeviceId.parse(device.path("id").asText());
            }
        }
        throw new AssertionError("no device is called " + name);
    }

    /** Has a device run a version of a bundle. */
    void assign(DeviceId device, String bundle, String version) throws Exception {
        post("/devices/" + device + "/bundles", Map.of("bundleId", bundle, "version", version))
                .ok();
    }

    /** As {@link #assign}, each device of a group. */
    void assignToGroup(String group, String bundle, String version) throws Exception {
        post("/groups/" + group + "/bundles", Map.of("bundleId", bundle, "version", version))
                .ok();
    }

    /** What a device says of a version of a bundle; {@code not reported} while it says nothing. */
    String stateOf(DeviceId device, String bundle, String version) throws Exception {
        for (JsonNode one : get("/devices/" + device).ok().path("bundles")) {
            if (one.path("bundleId").asText().equals(bundle)
                    && one.path("reportedVersion").asText().equals(version)) {
                return one.path("state").asText();
            }
        }
        return "not reported";
    }

    /** Brings a version to a group, and gives the id of the rollout. */
    String rollOut(String bundle, String version, String group, Map<String, ?> more) throws Exception {
        var wish = new HashMap<String, Object>(
                Map.of("bundleId", bundle, "version", version, "target", Map.of("groupId", group)));
        wish.putAll(more);
        return post("/rollouts", wish).ok().path("id").asText();
    }

    /** Waits until a rollout has a status, and gives what it is then. */
    JsonNode ended(String rollout, String status) throws Exception {
        return Eventually.get(() -> {
            var answer = get("/rollouts/" + rollout).ok();
            assertThat(answer.path("status").asText())
                    .as(answer.toPrettyString())
                    .isEqualTo(status);
            return answer;
        });
    }

    /** Enrols a device that runs no agent, and gives its id and key. */
    JsonNode enroll(String token, String name) throws Exception {
        return post(
                        "/agent/enroll",
                        Map.of(
                                "token",
                                token,
                                "requestId",
                                UuidV7.random().toString(),
                                "name",
                                name,
                                "facts",
                                Map.of(
                                        "version", "0.1.0",
                                        "os", "linux",
                                        "arch", "amd64",
                                        "hostname", name)))
                .ok();
    }

    /**
     * As a device: leases its place at Event Hubs, and sends one sample there.
     *
     * @param tlsEndpoint where a broker is whose port is not the usual one; absent in clear, and on Azure
     */
    void sendSample(DeviceId device, @Nullable String tlsEndpoint) throws Exception {
        sendSample(device, Instant.now(), tlsEndpoint);
    }

    /** The same, from a device whose clock says that it is {@code at}. */
    void sendSample(DeviceId device, Instant at, @Nullable String tlsEndpoint) throws Exception {
        var lease = post("/agent/lease", null).as(LeaseResponse.class);
        var builder =
                new EventHubClientBuilder().connectionString(lease.telemetry().connectionString());
        if (tlsEndpoint != null) {
            builder.customEndpointAddress(tlsEndpoint);
        }
        var event = new EventData(TypicalEvent.body(device, at, 0));
        try (var producer = builder.buildProducerClient()) {
            producer.send(List.of(event.setContentType(TelemetryEvent.CONTENT_TYPE)));
        }
    }
}
