package io.signalbeam.functions.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody's web server that takes webhooks: real HTTP, on loopback. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger status = new AtomicInteger(204);
    final List<Got> got = new CopyOnWriteArrayList<>();

    record Got(String path, String id, String timestamp, String signature, String text) {
        JsonNode body() {
            try {
                return Json.lenient().readTree(text);
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
        }

        String type() {
            return body().path("type").asText();
        }
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            got.add(new Got(
                    exchange.getRequestURI().getPath(),
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.getResponseHeaders().add("location", url("/elsewhere"));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    int port() {
        return server.getAddress().getPort();
    }

    void answers(int code) {
        status.set(code);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
