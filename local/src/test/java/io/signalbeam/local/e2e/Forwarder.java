package io.signalbeam.local.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An address that stays while what answers there changes: it stands for the front door before the regions. */
final class Forwarder implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int origin;

    Forwarder(URI origin) throws IOException {
        this.origin = origin.getPort();
        threads.execute(() -> Sockets.serve(server, threads, this::forward));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** New connections lead there; those that are open stay. */
    void leadTo(URI next) {
        origin = next.getPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void forward(Socket client) throws IOException {
        try (var target = new Socket(InetAddress.getLoopbackAddress(), origin)) {
            Sockets.join(client, target, threads);
        }
    }
}
