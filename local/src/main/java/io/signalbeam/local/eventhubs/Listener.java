package io.signalbeam.local.eventhubs;

import io.signalbeam.local.eventhubs.amqp.AmqpConnection;
import io.signalbeam.local.eventhubs.amqp.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port on loopback and the clients that came through it. */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 1024;
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final ServerSocket server;
    private final Namespace namespace;
    private final Map<AmqpConnection, Thread> connections = new ConcurrentHashMap<>();
    private final Thread acceptor;
    private volatile boolean closing;

    private Listener(ServerSocket server, Namespace namespace) {
        this.server = server;
        this.namespace = namespace;
        this.acceptor = Thread.ofVirtual().name("eventhubs-accept").start(this::accept);
    }

    static Listener plain(int port, Namespace namespace) throws IOException {
        return listen(ServerSocketFactory.getDefault(), port, namespace);
    }

    static Listener tls(Config.Tls tls, Namespace namespace) throws IOException {
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(tls.keys(), tls.password().toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return listen(context.getServerSocketFactory(), tls.port(), namespace);
        } catch (GeneralSecurityException e) {
            throw new IOException("the TLS key cannot be used", e);
        }
    }

    private static Listener listen(ServerSocketFactory sockets, int port, Namespace namespace) throws IOException {
        return new Listener(sockets.createServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()), namespace);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!closing) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                if (!closing) {
                    LOG.warn("a client could not be let in", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        var connection = new AmqpConnection(socket, namespace);
        var thread = Thread.ofVirtual().name("eventhubs-connection").unstarted(() -> {
            connection.run();
            connections.remove(connection);
        });
        connections.put(connection, thread);
        thread.start();
        if (closing) {
            connection.close();
        }
    }

    /** Says goodbye to the clients, and hangs up on those that do not listen. */
    void close() {
        closing = true;
        try {
            server.close();
            acceptor.join(GOODBYE);
            connections.keySet().forEach(AmqpConnection::close);
            var deadline = Instant.now().plus(GOODBYE);
            for (var thread : connections.values()) {
                var left = Duration.between(Instant.now(), deadline);
                if (left.isPositive()) {
                    thread.join(left);
                }
            }
            for (var connection : connections.keySet()) {
                connection.abort();
            }
        } catch (IOException e) {
            LOG.debug("a socket did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
