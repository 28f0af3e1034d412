package io.signalbeam.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What a process sends and receives over TCP, as the kernel counts it: without the headers of TCP and IP, both ways together.
 * Asked of ss(8) several times a second, so that a connection of a moment is missed only when it is shorter than that.
 */
final class WireBytes implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;
    private static final Pattern CONNECTION = Pattern.compile("^\\S+\\s+\\S+\\s+\\S+\\s+(\\S+)\\s+(\\S+)\\s");
    private static final Pattern SENT = Pattern.compile(" bytes_sent:(\\d+)");
    private static final Pattern RECEIVED = Pattern.compile(" bytes_received:(\\d+)");

    private final String owner;
    private final Map<String, Long> byConnection = new ConcurrentHashMap<>();
    private final Map<String, Long> before;
    private final Thread looking = Thread.ofPlatform().name("ss").daemon(true).unstarted(this::watch);

    private WireBytes(long pid) throws IOException, InterruptedException {
        owner = "pid=" + pid + ",";
        look();
        before = Map.copyOf(byConnection);
        looking.start();
    }

    /** Begins to count, from nothing. */
    static WireBytes of(long pid) throws IOException, InterruptedException {
        return new WireBytes(pid);
    }

    long total() {
        long bytes = 0;
        for (var connection : byConnection.entrySet()) {
            bytes += connection.getValue() - before.getOrDefault(connection.getKey(), 0L);
        }
        return bytes;
    }

    @Override
    public void close() {
        looking.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look() throws IOException, InterruptedException {
        for (var line : Shell.run("ss", "-tinHpO").lines().toList()) {
            var connection = CONNECTION.matcher(line);
            if (line.contains(owner) && connection.find()) {
                byConnection.put(
                        connection.group(1) + " " + connection.group(2), count(SENT, line) + count(RECEIVED, line));
            }
        }
    }

    private static long count(Pattern what, String line) {
        var found = what.matcher(line);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** How many bytes a poll without news takes, of those that it takes where no tag is sent. */
    static double shareOfPollWithTag(URI api, String deviceKey) throws IOException {
        var whole = exchange(api, deviceKey, "");
        var tag = whole.lines()
                .filter(line -> line.regionMatches(true, 0, "etag:", 0, 5))
                .map(line -> line.substring(5).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("no tag in " + whole));
        return (double) exchange(api, deviceKey, "If-None-Match: " + tag + "\r\n")
                        .length()
                / whole.length();
    }

    /** Request and answer. */
    private static String exchange(URI api, String deviceKey, String header) throws IOException {
        var request = "GET /api/agent/desired-state HTTP/1.1\r\nHost: " + api.getHost() + "\r\nConnection: close\r\n"
                + "X-API-Key: " + deviceKey + "\r\n" + header + "\r\n";
        try (var socket = new Socket(api.getHost(), api.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return request + new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
