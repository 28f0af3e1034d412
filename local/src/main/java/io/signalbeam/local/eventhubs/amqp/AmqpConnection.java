package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.Grants;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.TransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Its thread owns the engine and writes the socket; a second one reads the socket and hands the bytes over,
 * a few at a time, so that a client which does not read is not read from either.
 */
public final class AmqpConnection implements Owner {
    private static final Logger LOG = LoggerFactory.getLogger(AmqpConnection.class);
    private static final int MAX_FRAME = 64 << 10;
    private static final int SESSION_WINDOW = 4 << 20;
    private static final int MAX_UNREAD_CHUNKS = 4;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration TIME_TO_OPEN = Duration.ofSeconds(30);

    private final Socket socket;
    private final Namespace namespace;
    private final Grants grants = new Grants();
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Semaphore unread = new Semaphore(MAX_UNREAD_CHUNKS);
    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Collector collector = Proton.collector();
    private final Map<Link, BrokerLink> links = new LinkedHashMap<>();
    private final LinkOpener opener;
    private final byte[] outgoing = new byte[MAX_FRAME];
    private final long started = System.nanoTime();
    private boolean closing;
    private boolean done;

    public AmqpConnection(Socket socket, Namespace namespace) {
        this.socket = socket;
        this.namespace = namespace;
        this.opener = new LinkOpener(this);
        transport.setMaxFrameSize(MAX_FRAME);
        transport.setIdleTimeout((int) IDLE_TIMEOUT.toMillis());
        transport.sasl().server();
        transport.sasl().setMechanisms(AnonymousSasl.MECHANISM);
        transport.sasl().setListener(new AnonymousSasl());
        connection.collect(collector);
        transport.bind(connection);
    }

    /** Serves the client until it goes; never throws. */
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            // The engine sees idle clients, but not one that never finishes a TLS handshake.
            socket.setSoTimeout((int) IDLE_TIMEOUT.multipliedBy(2).toMillis());
            var in = socket.getInputStream();
            Thread.ofVirtual().name("eventhubs-read").start(() -> read(in));
            serve();
        } catch (IOException | TransportException e) {
            LOG.debug("a client went away, or speaks something else", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("a connection failed", e);
        } finally {
            links.values().forEach(BrokerLink::closed);
            unread.release(Integer.MAX_VALUE / 2);
        }
    }

    /** Tells the client that the broker goes away, and ends; may be called on any thread. */
    public void close() {
        post(() -> {
            connection.setCondition(new Refusal(Refusal.FORCED, "The broker is stopping.").toCondition());
            connection.close();
            closing = true;
        });
    }

    /** Ends a client that did not go by itself. */
    public void abort() throws IOException {
        socket.close();
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public Grants grants() {
        return grants;
    }

    @Override
    public void post(Runnable task) {
        inbox.add(task);
    }

    @Override
    public void reply(String node, String replyTo, byte[] message) {
        for (var link : links.values()) {
            if (link instanceof ReplyLink reply && reply.isFor(node, replyTo)) {
                reply.send(message);
                return;
            }
        }
    }

    private void read(InputStream in) {
        var buffer = new byte[MAX_FRAME];
        try {
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                var chunk = Arrays.copyOf(buffer, count);
                unread.acquire();
                post(() -> {
                    unread.release();
                    receive(chunk);
                });
            }
        } catch (IOException e) {
            LOG.debug("a client went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        post(() -> {
            if (transport.capacity() >= 0) {
                transport.close_tail();
            }
            done = true;
        });
    }

    private void serve() throws IOException, InterruptedException {
        var more = false;
        while (!done) {
            var task = more ? inbox.poll() : inbox.poll(untilNextTick(), TimeUnit.MILLISECONDS);
            for (; task != null; task = inbox.poll()) {
                task.run();
            }
            dispatch();
            endUnauthorized();
            more = false;
            for (var link : new ArrayList<>(links.values())) {
                more |= link.work();
            }
            more |= write();
            done |= closing;
        }
    }

    private void receive(byte[] bytes) {
        var from = 0;
        while (from < bytes.length) {
            var room = transport.capacity();
            if (room <= 0) {
                return;
            }
            var count = Math.min(room, bytes.length - from);
            transport.tail().put(bytes, from, count);
            from += count;
            transport.process();
            dispatch();
        }
    }

    /** Writes what the engine has; whether anything was, since that may have made room for more. */
    private boolean write() throws IOException {
        var out = socket.getOutputStream();
        var wrote = false;
        for (var pending = transport.pending(); pending != 0; pending = transport.pending()) {
            if (pending < 0) {
                done = true;
                return false;
            }
            var count = Math.min(pending, outgoing.length);
            transport.head().get(0, outgoing, 0, count);
            transport.pop(count);
            out.write(outgoing, 0, count);
            wrote = true;
        }
        return wrote;
    }

    /** Heartbeats, idle clients, and tokens that run out. */
    private long untilNextTick() {
        var now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started) + 1;
        var deadline = transport.tick(now);
        var wait = deadline > 0 ? deadline - now : IDLE_TIMEOUT.toMillis();
        if (connection.getRemoteState() == EndpointState.UNINITIALIZED) {
            var left = TIME_TO_OPEN.toMillis() - now;
            done |= left <= 0;
            wait = Math.min(wait, left);
        }
        var clock = namespace.clock().instant();
        var expiry = grants.nextExpiry(clock);
        if (expiry.isPresent() && expiry.get().isBefore(clock.plusMillis(wait))) {
            wait = Duration.between(clock, expiry.get()).toMillis() + 1;
        }
        return transport.pending() != 0 || done ? 0 : Math.max(1, wait);
    }

    private void endUnauthorized() {
        for (var link : new ArrayList<>(links.values())) {
            if (!link.isAuthorized()) {
                link.end(new Refusal(Refusal.UNAUTHORIZED, "ExpiredToken: the token of the link ran out."));
                links.remove(link.link());
            }
        }
    }

    private void dispatch() {
        for (var event = collector.peek(); event != null; event = collector.peek()) {
            handle(event);
            collector.pop();
        }
    }

    private void handle(Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> {
                connection.setContainer(namespace.name());
                connection.open();
            }
            case CONNECTION_REMOTE_CLOSE -> connection.close();
            case SESSION_REMOTE_OPEN -> {
                event.getSession().setIncomingCapacity(SESSION_WINDOW);
                event.getSession().open();
            }
            case SESSION_REMOTE_CLOSE -> forget(event.getSession());
            case LINK_REMOTE_OPEN -> {
                var link = event.getLink();
                opener.open(link).ifPresent(opened -> links.put(link, opened));
            }
            case LINK_REMOTE_CLOSE -> {
                forget(event.getLink());
                event.getLink().close();
                event.getLink().free();
            }
            case LINK_REMOTE_DETACH -> {
                forget(event.getLink());
                event.getLink().detach();
                event.getLink().free();
            }
            case TRANSPORT_ERROR -> LOG.debug("a connection broke: {}", transport.getCondition());
            case TRANSPORT_CLOSED -> done = true;
            default -> {}
        }
    }

    private void forget(Session session) {
        new ArrayList<>(links.keySet())
                .stream().filter(link -> link.getSession().equals(session)).forEach(this::forget);
        session.close();
        session.free();
    }

    private void forget(Link link) {
        var gone = links.remove(link);
        if (gone != null) {
            gone.closed();
        }
    }
}
