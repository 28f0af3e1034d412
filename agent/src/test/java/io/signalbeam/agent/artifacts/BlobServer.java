package io.signalbeam.agent.artifacts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Gives out one file in ranges, as Blob Storage does; breaks off, refuses and falls silent when told to. */
final class BlobServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile byte[] content = {};
    private volatile long repeated = 1;
    volatile int status;
    volatile long cutAfter = Long.MAX_VALUE;
    volatile boolean ignoresRanges;
    volatile boolean falls;
    /** The {@code Range} headers that were asked with; empty texts where there was none. */
    final List<String> ranges = new CopyOnWriteArrayList<>();

    BlobServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/artifacts/a?sig=secret");
    }

    /** @param times the file is so many of these one after the other */
    void holds(byte[] bytes, long times) {
        content = bytes;
        repeated = times;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var range = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Range"), "");
            ranges.add(range);
            if (status != 0) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            long size = content.length * repeated;
            long from = range.isEmpty() || ignoresRanges ? 0 : Long.parseLong(range.replaceAll("bytes=|-", ""));
            if (from > 0) {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, size - from);
            long end = Math.min(size, cutAfter);
            var out = exchange.getResponseBody();
            while (from < end) {
                int offset = (int) (from % content.length);
                int length = (int) Math.min(content.length - offset, end - from);
                out.write(content, offset, length);
                from += length;
            }
            out.flush();
            if (falls) {
                Thread.sleep(60_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
