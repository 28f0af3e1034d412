package io.signalbeam.functions.adapter.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbeam.functions.rollouts.ImageRegistry.Answer;
import io.signalbeam.functions.rollouts.ImageRegistry.Image;
import io.signalbeam.functions.rollouts.ImageRegistry.Layer;
import io.signalbeam.functions.rollouts.ImageRegistry.Unknown;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.bundle.ImageReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpImageRegistryTest {
    private static final String INDEX = """
            {"manifests":[{"digest":"sha256:a","platform":{"os":"linux","architecture":"amd64"}},
             {"digest":"sha256:b","platform":{"os":"linux","architecture":"arm","variant":"v7"}},
             {"digest":"sha256:w","platform":{"os":"windows","architecture":"arm64"}},
             {"digest":"sha256:x","platform":{"os":"unknown","architecture":"unknown"}}]}""";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final HttpImageRegistry registry =
            new HttpImageRegistry(TestCloud.settings(Map.of("SIGNALBEAM_WEBHOOKS_PRIVATE", "true")), Clock.systemUTC());
    private HttpServer server;
    private String domain;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        domain = "127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().toString();
        var authorization = exchange.getRequestHeaders().getFirst("authorization");
        if (path.startsWith("/v2/private/") && authorization == null) {
            exchange.getResponseHeaders()
                    .add(
                            "www-authenticate",
                            "Bearer realm=\"http://" + domain + "/token\",service=\"s\",scope=\"p:q\"");
            exchange.sendResponseHeaders(401, -1);
        } else if (path.startsWith("/v2/locked/")) {
            exchange.getResponseHeaders().add("www-authenticate", "Basic realm=\"x\"");
            exchange.sendResponseHeaders(401, -1);
        } else if (path.startsWith("/v2/far/blobs/")) {
            exchange.getResponseHeaders().add("location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
        } else if (path.equals("/elsewhere") && authorization != null) {
            exchange.sendResponseHeaders(400, -1);
        } else if (answers.containsKey(path)) {
            var body = answers.get(path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    private Answer describe(String name, String... architectures) {
        var image = ImageReference.parse(name).orElseThrow();
        return registry.describe(Set.of(image), Set.of(architectures)).get(image);
    }

    @Test
    void tells_the_platforms_of_an_index_and_the_layers_of_those_that_are_asked_for() {
        answers.put("/v2/org/app/manifests/1.0", INDEX);
        answers.put("/v2/org/app/manifests/sha256:b", "{\"layers\":[{\"digest\":\"sha256:l\",\"size\":7}]}");
        assertThat(describe(domain + "/org/app:1.0", "arm/v7", "arm64"))
                .isEqualTo(new Image(Set.of("amd64", "arm/v7"), Map.of("arm/v7", List.of(new Layer("sha256:l", 7)))));
    }

    @Test
    void one_image_alone_says_in_its_configuration_for_which_machines_it_is() {
        answers.put(
                "/v2/far/manifests/latest",
                "{\"config\":{\"digest\":\"sha256:c\"},\"layers\":[{\"digest\":\"sha256:l\",\"size\":9}]}");
        answers.put("/elsewhere", "{\"architecture\":\"arm64\",\"variant\":\"v8\"}");
        assertThat(describe(domain + "/far", "amd64"))
                .isEqualTo(new Image(Set.of("arm64"), Map.of("arm64", List.of(new Layer("sha256:l", 9)))));
    }

    @Test
    void takes_an_anonymous_token_where_there_are_any_and_has_no_credentials() {
        answers.put("/token?service=s&scope=p%3Aq", "{\"token\":\"t\"}");
        answers.put("/v2/private/manifests/1", INDEX);
        assertThat(describe(domain + "/private:1")).isInstanceOf(Image.class);
        assertThat(describe(domain + "/locked:1")).isEqualTo(new Unknown("Its registry asks for credentials."));
        assertThat(describe(domain + "/none:1")).isEqualTo(new Unknown("Its registry has no such image."));
    }

    @Test
    void what_cannot_be_understood_or_reached_is_said_in_words_of_our_own() {
        answers.put("/v2/odd/manifests/1", "<html>");
        assertThat(describe(domain + "/odd:1")).isEqualTo(new Unknown("Its registry could not be understood."));
        server.stop(0);
        assertThat(describe(domain + "/odd:1")).isEqualTo(new Unknown("Its registry could not be reached."));
        assertThat(describe(domain + "/odd:1")).isEqualTo(new Unknown("Its registry did not answer a moment ago."));
    }

    /** A name in a manifest is a tenant's word; what counts is where it leads when it is called. */
    @Test
    void a_registry_inside_our_network_is_not_even_connected_to() throws Exception {
        var guarded = new HttpImageRegistry(TestCloud.settings(Map.of()), Clock.systemUTC());
        try (var inside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var connected = new CompletableFuture<Boolean>();
            Thread.startVirtualThread(() -> {
                try (var socket = inside.accept()) {
                    connected.complete(socket.isConnected());
                } catch (IOException e) {
                    connected.completeExceptionally(e);
                }
            });
            for (var host : List.of("localhost", "127.0.0.1", "localhost.localdomain")) {
                var image = ImageReference.parse(host + ":" + inside.getLocalPort() + "/app:1")
                        .orElseThrow();
                assertThat(guarded.describe(Set.of(image), Set.of()).get(image))
                        .isEqualTo(new Unknown("Its registry could not be reached."));
            }
            assertThatThrownBy(() -> connected.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
    }
}
