package io.signalbeam.agent.sockets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All {@link Door doors} of this agent, kept by one thread that sleeps while nobody is there. What happens at them must not
 * cost the agent its work: everything is bounded, and what fails is logged and left out.
 */
public final class LocalSockets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSockets.class);
    /** Between two looks at visitors who wait for something to be told, or have been silent for too long. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private final List<Path> files = new ArrayList<>();
    private final Thread thread =
            Thread.ofPlatform().name("sockets").daemon(true).unstarted(this::run);
    private volatile boolean closed;

    public LocalSockets() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("this process can watch no sockets", e);
        }
    }

    /**
     * Lets visitors in from {@link #start} on.
     *
     * @return the address, with the port that it has got; nothing when it cannot be had, which the log tells
     */
    public Optional<SocketAddress> open(Door door) {
        try {
            var channel = listen(door.address());
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT, door);
            return Optional.of(channel.getLocalAddress());
        } catch (IOException e) {
            LOG.warn("{} cannot be listened on: {}", door.address(), e.toString());
            return Optional.empty();
        }
    }

    public void start() {
        thread.start();
    }

    /** Sends everybody away. */
    @Override
    public void close() {
        closed = true;
        if (!thread.isAlive()) {
            end();
            return;
        }
        selector.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ServerSocketChannel listen(SocketAddress address) throws IOException {
        if (!(address instanceof UnixDomainSocketAddress unix)) {
            var channel = ServerSocketChannel.open();
            // What went before may have left connections behind that the kernel still remembers.
            return bound(channel.setOption(StandardSocketOptions.SO_REUSEADDR, true), address);
        }
        var file = unix.getPath();
        // Of an agent that was killed: nobody listens there, and nobody else can.
        Files.deleteIfExists(file);
        var channel = bound(ServerSocketChannel.open(StandardProtocolFamily.UNIX), address);
        files.add(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return channel;
    }

    private static ServerSocketChannel bound(ServerSocketChannel channel, SocketAddress address) throws IOException {
        try {
            return channel.bind(address);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(visitors() == 0 ? 0 : LOOK.toMillis());
                for (var key : List.copyOf(selector.keys())) {
                    serve(key);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            LOG.warn("local sockets are closed: {}", e.toString());
        } finally {
            end();
        }
    }

    private long visitors() {
        return selector.keys().stream()
                .filter(key -> key.isValid() && key.attachment() instanceof Visitor)
                .count();
    }

    private void serve(SelectionKey key) {
        switch (key.attachment()) {
            case Door door when key.isValid() && key.isAcceptable() -> admit(door, (ServerSocketChannel) key.channel());
            case Visitor visitor when key.isValid() -> serve(key, visitor);
            case null, default -> {}
        }
    }

    private void admit(Door door, ServerSocketChannel channel) {
        try {
            var visitor = channel.accept();
            if (visitor == null) {
                return;
            }
            long there = selector.keys().stream()
                    .filter(key -> key.isValid()
                            && key.attachment() instanceof Visitor other
                            && other.door().equals(door))
                    .count();
            if (there >= door.mostVisits()) {
                visitor.close();
                return;
            }
            visitor.configureBlocking(false);
            visitor.register(selector, SelectionKey.OP_READ, new Visitor(door, visitor));
        } catch (IOException e) {
            LOG.debug("nobody can be let in: {}", e.toString());
            // Out of descriptors, for instance: who waits outside would be seen again at once.
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void serve(SelectionKey key, Visitor visitor) {
        try {
            int next = visitor.serve(buffer);
            if (next != 0) {
                key.interestOps(next);
                return;
            }
        } catch (IOException e) {
            LOG.debug("a visitor has gone: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.warn("a visitor is sent away", e);
        }
        leave(key);
    }

    private static void leave(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            LOG.debug("a connection does not close: {}", e.toString());
        }
    }

    private void end() {
        if (!selector.isOpen()) {
            return;
        }
        selector.keys().forEach(LocalSockets::leave);
        try {
            selector.close();
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("a socket stays: {}", e.toString());
        }
    }
}
