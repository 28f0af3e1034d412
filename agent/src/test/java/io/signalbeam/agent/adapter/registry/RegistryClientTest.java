package io.signalbeam.agent.adapter.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.credential.RegistryLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that gives tokens to whoever logs in, and keeps its blobs in a store that wants no login. */
class RegistryClientTest {
    private static final RegistryLogin LOGIN = new RegistryLogin("puller", "s3cret");
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("puller:s3cret".getBytes(StandardCharsets.UTF_8));
    private HttpServer server;
    private HttpServer store;
    private final List<String> atTheStore = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = listen();
        store = listen();
        server.createContext("/", this::registry);
        store.createContext("/", exchange -> {
            atTheStore.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            answer(exchange, 200, "{\"rootfs\":{\"diff_ids\":[\"sha256:a\"]}}");
        });
        server.start();
        store.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        store.stop(0);
    }

    @Test
    void gets_a_token_with_the_login_and_tells_the_store_behind_neither() throws Exception {
        try (var client = new RegistryClient(LOGIN)) {
            var image = client.image(reference(), "amd64").orElseThrow();
            assertThat(image.missingBytes(Set.of())).isEqualTo(1234);
        }
        assertThat(atTheStore).containsExactly("null");
    }

    @Test
    void learns_nothing_without_the_login_or_with_another_one() throws Exception {
        try (var nobody = new RegistryClient(null);
                var other = new RegistryClient(new RegistryLogin("puller", "wrong"))) {
            assertThat(nobody.image(reference(), "amd64")).isEmpty();
            assertThat(other.image(reference(), "amd64")).isEmpty();
        }
    }

    private ImageReference reference() {
        return ImageReference.parse("127.0.0.1:" + port(server) + "/acme/shop:1")
                .orElseThrow();
    }

    private void registry(HttpExchange exchange) throws IOException {
        var authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/token")) {
            assertThat(exchange.getRequestURI().getQuery()).contains("scope=repository:acme/shop:pull");
            answer(exchange, authorization.equals(BASIC) ? 200 : 401, "{\"token\":\"good\"}");
        } else if (!authorization.equals("Bearer good")) {
            exchange.getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            "Bearer realm=\"http://127.0.0.1:" + port(server)
                                    + "/token\",service=\"test\",scope=\"repository:acme/shop:pull\"");
            answer(exchange, 401, "{}");
        } else if (path.contains("/blobs/")) {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port(store) + "/blob");
            answer(exchange, 307, "");
        } else {
            answer(exchange, 200, "{\"config\":{\"digest\":\"sha256:c\"},\"layers\":[{\"size\":1234}]}");
        }
    }

    private static HttpServer listen() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
