package io.signalbeam.agent.adapter.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** In front of a real registry: refuses what it is told to, or hangs up in the middle of a layer. */
final class MoodyRegistry implements AutoCloseable {
    /** In the words of the distribution protocol. */
    private static final Map<Integer, String> CODES =
            Map.of(401, "UNAUTHORIZED", 404, "MANIFEST_UNKNOWN", 429, "TOOMANYREQUESTS");

    private final URI behind;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile int status;
    private volatile String retryAfter = "";
    /** The {@code Range} headers that were asked with. */
    final List<String> ranges = new CopyOnWriteArrayList<>();

    MoodyRegistry(URI behind) throws IOException {
        this.behind = behind;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String reference(String name) {
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** Answers everything below {@code /v2/} with this; 0 lets everything through. */
    void refuse(int with, String waitSeconds) {
        retryAfter = waitSeconds;
        status = with;
    }

    /** Hangs up in the middle of the next so many layers. */
    void cut(int layers) {
        cuts.set(layers);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            int refused = status;
            if (refused != 0 && !path.equals("/v2/")) {
                if (!retryAfter.isEmpty()) {
                    exchange.getResponseHeaders().set("Retry-After", retryAfter);
                }
                var body = "{\"errors\":[{\"code\":\"%s\",\"message\":\"moody\"}]}"
                        .formatted(CODES.getOrDefault(refused, "UNKNOWN"))
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(
                        refused, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
                if (!exchange.getRequestMethod().equals("HEAD")) {
                    exchange.getResponseBody().write(body);
                }
                return;
            }
            pass(exchange, path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(HttpExchange exchange, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(behind.resolve(path));
        for (var name : List.of("Accept", "Range")) {
            for (var value : exchange.getRequestHeaders().getOrDefault(name, List.of())) {
                request.header(name, value);
            }
        }
        var range = exchange.getRequestHeaders().getFirst("Range");
        if (range != null) {
            ranges.add(range);
        }
        request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        var answer = http.send(request.build(), BodyHandlers.ofByteArray());
        answer.headers().map().entrySet().stream()
                .filter(header -> !Map.of("content-length", 1, "transfer-encoding", 1)
                        .containsKey(header.getKey().toLowerCase(java.util.Locale.ROOT)))
                .forEach(header -> exchange.getResponseHeaders().put(header.getKey(), header.getValue()));
        var body = answer.body();
        if (exchange.getRequestMethod().equals("HEAD")) {
            answer.headers()
                    .firstValue("Content-Length")
                    .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
            exchange.sendResponseHeaders(answer.statusCode(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        boolean layer = path.contains("/blobs/") && body.length > 100_000;
        int sent = layer && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? body.length / 2 : body.length;
        exchange.getResponseBody().write(body, 0, sent);
        exchange.getResponseBody().flush();
    }
}
