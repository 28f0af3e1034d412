package io.signalbeam.local.http;

import io.signalbeam.local.http.HttpExchange.Handler;
import io.signalbeam.local.http.HttpExchange.Request;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP/1.1 server on loopback, in clear or with TLS. */
public final class HttpService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

    private final Server server;
    private final int port;

    private HttpService(Server server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts to serve in clear.
     *
     * @param port 0 takes a free one
     * @throws IllegalStateException when the port is taken
     */
    public static HttpService start(String name, int port, Handler handler) {
        return start(name, port, null, "", Integer.MAX_VALUE - 8, handler);
    }

    /**
     * As {@link #start(String, int, Handler)}, but a longer request body is answered 413 and never kept.
     *
     * @param maxBodyBytes the longest body that the handler gets
     */
    public static HttpService start(String name, int port, int maxBodyBytes, Handler handler) {
        return start(name, port, null, "", maxBodyBytes, handler);
    }

    /** Starts to serve with TLS, with the first key of a store. */
    public static HttpService startTls(String name, int port, KeyStore keys, String password, Handler handler) {
        return start(name, port, keys, password, Integer.MAX_VALUE - 8, handler);
    }

    private static HttpService start(
            String name, int port, @Nullable KeyStore keys, String password, int maxBodyBytes, Handler handler) {
        var threads = new QueuedThreadPool(16, 4);
        threads.setName(name);
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-request-", 0).factory()));
        var server = new Server(threads);
        var config = new HttpConfiguration();
        config.setSendServerVersion(false);
        ServerConnector connector;
        if (keys == null) {
            connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(config));
        } else {
            var customizer = new SecureRequestCustomizer();
            customizer.setSniHostCheck(false);
            config.addCustomizer(customizer);
            var tls = new SslContextFactory.Server();
            tls.setKeyStore(keys);
            tls.setKeyStorePassword(password);
            connector = new ServerConnector(
                    server, 1, 1, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(config));
        }
        // For connections on which nothing is under way when the server stops.
        connector.setShutdownIdleTimeout(250);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new Blocking(handler, maxBodyBytes)));
        try {
            server.start();
        } catch (Exception e) {
            // It has threads by now.
            new HttpService(server, port).close();
            throw new IllegalStateException(name + " cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        return new HttpService(server, connector.getLocalPort());
    }

    /** The port it listens on, or did. */
    public int port() {
        return port;
    }

    /** Cuts off whoever is still being answered. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Refuses connections from now on, answers 503 on those there are, and ends when the answers under way are out.
     *
     * @param patience how long that may take; what is under way then is cut off
     */
    public void close(Duration patience) {
        try {
            server.setStopTimeout(patience.toMillis());
            server.stop();
        } catch (Exception e) {
            LOG.warn("An HTTP server did not stop cleanly", e);
        }
    }

    private static final class Blocking extends org.eclipse.jetty.server.Handler.Abstract {
        private final Handler handler;
        private final int maxBodyBytes;

        Blocking(Handler handler, int maxBodyBytes) {
            this.handler = handler;
            this.maxBodyBytes = maxBodyBytes;
        }

        @Override
        public boolean handle(
                org.eclipse.jetty.server.Request request, org.eclipse.jetty.server.Response response, Callback callback)
                throws Exception {
            HttpExchange.Response answer;
            try {
                var read = read(request);
                answer =
                        read == null ? HttpExchange.Response.of(413).with("connection", "close") : handler.handle(read);
            } catch (Exception | LinkageError e) {
                LOG.error(
                        "{} {} failed",
                        request.getMethod(),
                        request.getHttpURI().getPath(),
                        e);
                answer = HttpExchange.Response.of(500);
            }
            response.setStatus(answer.status());
            answer.headers()
                    .forEach((name, values) ->
                            values.forEach(value -> response.getHeaders().add(new HttpField(name, value))));
            response.write(true, ByteBuffer.wrap(answer.body()), callback);
            return true;
        }

        private @Nullable Request read(org.eclipse.jetty.server.Request request) throws Exception {
            var headers = new TreeMap<String, List<String>>();
            for (HttpField field : request.getHeaders()) {
                headers.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(field.getValue() == null ? "" : field.getValue());
            }
            if (request.getLength() > maxBodyBytes) {
                return null;
            }
            byte[] body;
            try (var in = Content.Source.asInputStream(request)) {
                body = in.readNBytes(maxBodyBytes);
                if (body.length == maxBodyBytes && in.read() >= 0) {
                    return null;
                }
            }
            var uri = request.getHttpURI();
            var path = uri.getPath();
            return new Request(
                    request.getMethod(),
                    path == null ? "/" : path,
                    uri.getQuery(),
                    headers,
                    body,
                    org.eclipse.jetty.server.Request.getRemoteAddr(request),
                    request.isSecure());
        }
    }

    /** Reads a PKCS#12 store. */
    public static KeyStore pkcs12(byte[] bytes, String password) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password.toCharArray());
        return store;
    }
}
