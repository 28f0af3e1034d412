package io.signalbeam.local.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server of text messages over WebSockets (RFC 6455), on loopback and in clear. */
public final class SocketService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketService.class);
    /** A connection on which nothing is said for longer is closed. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final Server server;
    private final int port;

    private SocketService(Server server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * A request for a connection.
     *
     * @param protocols that the client speaks, in its order
     */
    public record Knock(String path, Query query, List<String> protocols) {}

    /** Who may speak, in which subprotocol, and what answers. */
    public record Admitted(String protocol, Peer peer) {}

    /** Decides who comes in; whoever does not is answered 401. */
    @FunctionalInterface
    public interface Door {
        Optional<Admitted> open(Knock knock);
    }

    /** Our end of one connection; its calls come one after another. */
    public interface Peer {
        void opened(Line line);

        void said(String text);

        /** Whoever closed it; also when it breaks. May come more than once. */
        void closed();
    }

    /** A connection to speak on, from any thread; once it is closed what is said is lost. */
    @FunctionalInterface
    public interface Line {
        void say(String text);
    }

    /**
     * Starts to serve.
     *
     * @param port 0 takes a free one
     * @throws IllegalStateException when the port is taken
     */
    public static SocketService start(String name, int port, Door door) {
        var threads = new QueuedThreadPool(16, 2);
        threads.setName(name);
        threads.setDaemon(true);
        var server = new Server(threads);
        var config = new HttpConfiguration();
        config.setSendServerVersion(false);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(config));
        connector.setShutdownIdleTimeout(250);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        var context = new ContextHandler("/");
        var upgrades = WebSocketUpgradeHandler.from(server, context, container -> {
            container.setIdleTimeout(IDLE);
            container.addMapping("/*", (request, response, callback) -> {
                var uri = request.getHttpURI();
                var path = uri.getPath();
                var admitted = door.open(
                        new Knock(path == null ? "/" : path, Query.parse(uri.getQuery()), request.getSubProtocols()));
                if (admitted.isEmpty()) {
                    Response.writeError(request, response, callback, 401);
                    return null;
                }
                response.setAcceptedSubProtocol(admitted.get().protocol());
                return new Endpoint(admitted.get().peer());
            });
        });
        context.setHandler(upgrades);
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            new SocketService(server, port).close();
            throw new IllegalStateException(name + " cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        return new SocketService(server, connector.getLocalPort());
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            LOG.warn("A server of WebSockets did not stop cleanly", e);
        }
    }

    /** What Jetty calls; public because it does so by reflection. */
    public static final class Endpoint implements Session.Listener.AutoDemanding {
        private final Peer peer;
        private final AtomicReference<Session> session = new AtomicReference<>();

        Endpoint(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void onWebSocketOpen(Session opened) {
            session.set(opened);
            peer.opened(text -> opened.sendText(text, Callback.NOOP));
        }

        @Override
        public void onWebSocketText(String message) {
            try {
                peer.said(message);
            } catch (RuntimeException e) {
                LOG.warn("A client was not understood", e);
                session.get().close(StatusCode.BAD_DATA, "not understood", Callback.NOOP);
            }
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            peer.closed();
        }

        @Override
        public void onWebSocketClose(int statusCode, String reason, Callback callback) {
            peer.closed();
            callback.succeed();
        }
    }
}
