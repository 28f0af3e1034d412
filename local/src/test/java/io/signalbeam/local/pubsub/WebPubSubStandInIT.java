package io.signalbeam.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.shared.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of the REST API on one side, a WebSocket client on the other. */
class WebPubSubStandInIT {
    private static final String VERSION = "api-version=2024-01-01";
    private static final String PROTOCOL = "json.webpubsub.azure.v1";

    @TempDir
    static Path secrets;

    private static LocalCa ca;
    private static ManagedIdentityStandIn identity;
    private static WebPubSubStandIn live;

    @BeforeAll
    static void start() {
        ca = LocalCa.open(secrets);
        identity = ManagedIdentityStandIn.start(secrets, 0);
        live = WebPubSubStandIn.start(0, 0, ca, identity);
    }

    @AfterAll
    static void stop() {
        live.close();
        identity.close();
    }

    @Test
    void what_is_sent_to_a_group_is_heard_by_those_whose_token_puts_them_there() throws Exception {
        try (var acme = connect(address("ann", "acme"));
                var other = connect(address("bo", "other"))) {
            var connected = acme.next();
            assertThat(connected.path("event").asText()).isEqualTo("connected");
            assertThat(connected.path("userId").asText()).isEqualTo("ann");
            assertThat(connected.path("connectionId").asText()).isNotBlank();
            other.next();

            send("acme", "{\"changed\":[\"Devices\"]}");
            send("other", "{\"changed\":[\"Groups\"]}");
            send("nobody", "{}");

            assertThat(acme.next())
                    .isEqualTo(Json.lenient()
                            .readTree(
                                    "{\"type\":\"message\",\"from\":\"group\",\"group\":\"acme\",\"dataType\":\"json\","
                                            + "\"data\":{\"changed\":[\"Devices\"]}}"));
            assertThat(other.next().at("/data/changed/0").asText()).isEqualTo("Groups");
        }
    }

    @Test
    void a_client_may_ask_whether_we_are_there_and_nothing_else() throws Exception {
        try (var client = connect(address("ann", "acme"))) {
            client.next();
            client.say("{\"type\":\"ping\"}");
            assertThat(client.next().path("type").asText()).isEqualTo("pong");
            client.say("{\"type\":\"joinGroup\",\"group\":\"other\",\"ackId\":1}");
            var ack = client.next();
            assertThat(ack.path("ackId").asInt()).isEqualTo(1);
            assertThat(ack.path("success").asBoolean(true)).isFalse();
            assertThat(ack.at("/error/name").asText()).isEqualTo("Forbidden");
        }
    }

    @Test
    void nobody_comes_in_without_a_good_token_of_that_hub() throws Exception {
        var address = address("ann", "acme").toString();
        assertRefused(address.replaceFirst("access_token=.*", "access_token=x.y.z"));
        assertRefused(address.substring(0, address.length() - 4) + "abcd");
        assertRefused(address.replaceFirst("\\?.*", ""));
        assertRefused(address.replace("/hubs/fleet", "/hubs/other"));
    }

    @Test
    void the_app_shows_a_token_of_its_identity_for_this_service() throws Exception {
        for (var token : List.of("made-up", identity.token("https://vault.azure.net"))) {
            assertThat(post("groups/acme/:send?" + VERSION, "{}", token).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void refuses_what_the_service_does_not_know() throws Exception {
        assertThat(call("groups/acme/:send", "{}").statusCode())
                .as("no version")
                .isEqualTo(400);
        assertThat(call("groups/acme/:shout?" + VERSION, "{}").statusCode()).isEqualTo(404);
        assertThat(call("groups/acme/:send?" + VERSION, "no JSON").statusCode()).isEqualTo(400);
        assertThat(call(":generateToken?minutesToExpire=0&" + VERSION, "").statusCode())
                .isEqualTo(400);
    }

    private static void assertRefused(String address) {
        assertThatThrownBy(() -> connect(URI.create(address)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    private static void send(String group, String message) throws Exception {
        assertThat(call("groups/" + group + "/:send?" + VERSION, message).statusCode())
                .isEqualTo(202);
    }

    private static URI address(String person, String group) throws Exception {
        var answer = call(":generateToken?userId=" + person + "&group=" + group + "&minutesToExpire=5&" + VERSION, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var token = Json.lenient().readTree(answer.body()).path("token").asText();
        return URI.create("ws://127.0.0.1:" + live.clients().getPort() + "/client/hubs/fleet?access_token=" + token);
    }

    private static HttpResponse<String> call(String operation, String body) throws Exception {
        return post(operation, body, identity.token("https://webpubsub.azure.com"));
    }

    private static HttpResponse<String> post(String operation, String body, String token) throws Exception {
        // By its port alone: whether pubsub.localhost is resolved is tried on the whole system.
        var address = "https://localhost:" + live.uri().getPort() + "/api/hubs/fleet/" + operation;
        try (var client = HttpClient.newBuilder().sslContext(ca.clientContext()).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .header("authorization", "Bearer " + token)
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static Client connect(URI address) {
        return new Client(address);
    }

    private static final class Client implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final HttpClient http = HttpClient.newHttpClient();
        private final WebSocket socket;
        private final StringBuilder part = new StringBuilder();

        Client(URI address) {
            socket = http.newWebSocketBuilder()
                    .subprotocols(PROTOCOL)
                    .buildAsync(address, this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        void say(String text) {
            socket.sendText(text, true).join();
        }

        JsonNode next() throws Exception {
            var text = heard.poll(30, TimeUnit.SECONDS);
            assertThat(text).as("a message").isNotNull();
            return Json.lenient().readTree(text);
        }

        @Override
        public void close() {
            socket.abort();
            http.close();
        }
    }
}
