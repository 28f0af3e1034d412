package io.signalbeam.local.e2e;

import io.signalbeam.local.files.FileTree;
import io.signalbeam.local.process.AtExit;
import io.signalbeam.local.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Docker daemon of this process's own, beside the machine's. Agents of two test classes would meet on one engine in names
 * of containers, and take away each other's images; on engines of their own they run side by side.
 */
final class OwnEngine implements AutoCloseable {
    /** As many as there may be processes with tests on one machine. */
    private static final int MOST = 8;

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);

    private static @Nullable OwnEngine started;

    private final FileLock number;
    private final Path folder;
    private final String bridge;
    private final ChildProcess daemon;

    private OwnEngine(int number, FileLock lock) throws Exception {
        this.number = lock;
        folder = TEMPORARY.resolve("signalbeam-engine-" + number);
        bridge = "sb-e2e-" + number;
        clear();
        Files.createDirectories(folder);
        // A bridge of its own: without any, a daemon takes docker0 away from the one that others use.
        sh("ip link add %1$s type bridge && ip addr add 10.214.%2$d.1/24 dev %1$s && ip link set %1$s up"
                .formatted(bridge, number));
        var builder = new ProcessBuilder(
                        "dockerd",
                        "--data-root=" + folder.resolve("data"),
                        "--exec-root=" + folder.resolve("exec"),
                        "--pidfile=" + pid(),
                        "--host=unix://" + socket(),
                        "--bridge=" + bridge,
                        "--default-address-pool=base=10.%d.0.0/16,size=24".formatted(214 + number),
                        // Ports are published by its proxy, so that the machine's rules stay as they are.
                        "--iptables=false",
                        "--ip6tables=false",
                        "--ip-masq=false")
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        daemon = ChildProcess.start("The engine", builder, ChildProcess.Ask.SIGNAL, STOP);
        AtExit.close(this);
        Eventually.check(PATIENCE, () -> sh("docker -H unix://" + socket() + " version"));
    }

    /** Whether this process may start one: where not, the machine's serves all, in turns. */
    static boolean isPossible() {
        return "root".equals(System.getProperty("user.name"))
                && List.of("/usr/sbin/dockerd", "/usr/bin/dockerd").stream()
                        .map(Path::of)
                        .anyMatch(Files::isExecutable);
    }

    /** Where it listens; it is started when it is first asked for, and ends with this process. */
    static synchronized URI host() {
        if (started == null) {
            started = start();
        }
        return URI.create("unix://" + started.socket());
    }

    private static OwnEngine start() {
        try {
            for (int number = 1; number <= MOST; number++) {
                var lock = FileChannel.open(
                                TEMPORARY.resolve("signalbeam-engine-" + number + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE)
                        .tryLock();
                if (lock != null) {
                    return new OwnEngine(number, lock);
                }
            }
            throw new IllegalStateException(MOST + " processes have engines of their own already");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the engine does not start", e);
        }
    }

    private Path socket() {
        return folder.resolve("docker.sock");
    }

    private Path pid() {
        return folder.resolve("pid");
    }

    private Path log() {
        return folder.resolve("dockerd.log");
    }

    @Override
    @SuppressWarnings("try") // The number is this process's until all is cleared.
    public void close() throws IOException {
        try (var channel = number.acquiredBy()) {
            sh(removal());
            daemon.close();
            clear();
        } finally {
            AtExit.forget(this);
        }
    }

    /** What it leaves, and what one of a process that was killed has left: the number is this process's, so nobody uses it. */
    private void clear() throws IOException {
        sh("""
                if grep -qs dockerd "/proc/$(cat '%1$s/pid' 2>/dev/null)/cmdline"; then
                  %3$s
                  kill "$(cat '%1$s/pid')"; sleep 2
                fi
                grep -o '%1$s/[^ ]*' /proc/mounts | sort -r | xargs -r umount -l
                ip link delete %2$s 2>/dev/null
                true""".formatted(folder, bridge, removal()));
        FileTree.delete(folder);
    }

    private String removal() {
        return "docker -H 'unix://%1$s' ps -aq | xargs -r docker -H 'unix://%1$s' rm -f".formatted(socket());
    }

    private static void sh(String script) throws IOException {
        var process =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(script + ": " + said.strip());
        }
    }
}
