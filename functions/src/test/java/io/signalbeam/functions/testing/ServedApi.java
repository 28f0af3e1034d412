package io.signalbeam.functions.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** The app's functions over HTTP on loopback, for programs that are no Java. */
public final class ServedApi implements AutoCloseable {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final TestApi api;

    public ServedApi(TestApi api) throws IOException {
        this.api = api;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api", this::serve);
        server.start();
    }

    /** Up to and with {@code /api}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
    }

    /** Method, path and status of each request, in their order. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var caller = api;
            for (var header : exchange.getRequestHeaders().entrySet()) {
                caller = caller.with(header.getKey(), header.getValue().getFirst());
            }
            var path = exchange.getRequestURI().toString().substring("/api".length());
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var method = exchange.getRequestMethod();
            var answer = caller.send(method, path, body.isEmpty() ? null : body);
            seen.add(method + " " + path.split("\\?", 2)[0] + " " + answer.status());
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            var bytes = answer.body().isMissingNode() ? new byte[0] : Json.writeBytes(answer.body());
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
