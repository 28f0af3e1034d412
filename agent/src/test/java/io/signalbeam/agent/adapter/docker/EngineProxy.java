package io.signalbeam.agent.adapter.docker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A Unix socket in front of an engine, or of none, that misbehaves when told: a daemon that goes away in the middle of a
 * call, or hangs in it. A request is known by its first line, {@code POST /v1.41/containers/ID/start HTTP/1.1}.
 */
public final class EngineProxy implements AutoCloseable {
    private final Path socket;
    private final Path engine;
    private final ServerSocketChannel server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile Predicate<String> cut = EngineProxy::never;
    private volatile Predicate<String> hang = EngineProxy::never;
    private volatile String hangAfter = "";

    /** The first lines of the requests that came, oldest first. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param engine the socket behind; it need not be there as long as everything hangs */
    public EngineProxy(Path folder, Path engine) throws IOException {
        this.socket = folder.resolve("engine.sock");
        this.engine = engine;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        threads.execute(this::accept);
    }

    public URI uri() {
        return URI.create("unix://" + socket);
    }

    /** Lets the first request of this kind through, and cuts its connection when the engine answers. */
    public void cutAnswerOnce(Predicate<String> request) {
        cut = request;
    }

    /**
     * Keeps requests of this kind for itself and says no more than this.
     *
     * @param beginning of the answer, before the silence; may be empty
     */
    public void hang(Predicate<String> request, String beginning) {
        hangAfter = beginning;
        hang = request;
    }

    /** Lets everything through again; what hangs already is cut. */
    public void recover() {
        hang = EngineProxy::never;
        open.forEach(EngineProxy::close);
    }

    /** Connections that are open towards the agent. */
    public int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(EngineProxy::close);
        threads.shutdownNow();
    }

    private static boolean never(String request) {
        return false;
    }

    private void accept() {
        try {
            while (true) {
                var agent = server.accept();
                open.add(agent);
                threads.execute(() -> serve(agent));
            }
        } catch (IOException e) {
            // Closed: the test is over.
            open.forEach(EngineProxy::close);
        }
    }

    private void serve(SocketChannel agent) {
        SocketChannel behind = null;
        var cutting = new AtomicBoolean();
        try {
            var bytes = ByteBuffer.allocate(64 * 1024);
            while (agent.read(bytes.clear()) >= 0) {
                bytes.flip();
                var line = firstLine(bytes);
                if (!line.isEmpty()) {
                    requests.add(line);
                }
                if (!line.isEmpty() && hang.test(line)) {
                    agent.write(StandardCharsets.UTF_8.encode(hangAfter));
                    continue;
                }
                if (behind == null) {
                    behind = SocketChannel.open(UnixDomainSocketAddress.of(engine));
                    var from = behind;
                    threads.execute(() -> copy(from, agent, cutting));
                }
                if (!line.isEmpty() && cut.test(line)) {
                    cut = EngineProxy::never;
                    cutting.set(true);
                }
                while (bytes.hasRemaining()) {
                    behind.write(bytes);
                }
            }
        } catch (IOException e) {
            // One of both has gone; the other is told below.
            requests.add("ended: " + e.getClass().getSimpleName());
        } finally {
            open.remove(agent);
            close(agent);
            if (behind != null) {
                close(behind);
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to, AtomicBoolean cutting) {
        var bytes = ByteBuffer.allocate(64 * 1024);
        try {
            // The engine has done what it was asked once it answers.
            while (from.read(bytes.clear()) >= 0 && !cutting.get()) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
            }
        } catch (IOException e) {
            close(from);
        } finally {
            close(to);
        }
    }

    // A request of the tests begins a packet; what continues one has no such line.
    private static String firstLine(ByteBuffer bytes) {
        var text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        int end = text.indexOf("\r\n");
        var line = end < 0 ? "" : text.substring(0, end);
        return line.endsWith(" HTTP/1.1") ? line : "";
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
