package io.signalbeam.local.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy that tunnels with {@code CONNECT} for those who have its password, to where the test says. */
final class TunnelProxy implements AutoCloseable {
    static final String USER = "van";
    static final String PASSWORD = "p:ss";

    private final Map<String, Integer> ports;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** What was asked for with the right password, as {@code host:port}. */
    final List<String> tunnels = new CopyOnWriteArrayList<>();

    /** @param ports of loopback by {@code host:port} */
    TunnelProxy(Map<String, Integer> ports) throws IOException {
        this.ports = Map.copyOf(ports);
        threads.execute(() -> Sockets.serve(server, threads, this::serve));
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void serve(Socket client) throws IOException {
        while (true) {
            var head = Sockets.head(client.getInputStream());
            if (!head.contains("Basic "
                    + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8)))) {
                answer(
                        client,
                        "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
                                + "Content-Length: 0");
                continue;
            }
            var authority = head.split(" ", 3)[1];
            var port = ports.get(authority);
            if (!head.startsWith("CONNECT ") || port == null) {
                answer(client, "403 Forbidden\r\nContent-Length: 0");
                return;
            }
            tunnels.add(authority);
            tunnel(client, port);
            return;
        }
    }

    private void tunnel(Socket client, int port) throws IOException {
        try (var target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            answer(client, "200 Connection Established");
            Sockets.join(client, target, threads);
        }
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
