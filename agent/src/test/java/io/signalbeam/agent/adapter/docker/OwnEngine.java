package io.signalbeam.agent.adapter.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A Docker daemon of the test's own, beside that of the machine, which may be killed. */
public final class OwnEngine implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;

    /** At most 15 characters, as the kernel has it. */
    private static final String BRIDGE = "sb-own-engine";

    private final Path folder;
    private Process daemon;

    private OwnEngine(Path folder) throws IOException {
        this.folder = folder;
        start();
    }

    /** Skips the test where nobody may start a daemon. */
    public static OwnEngine start(Path folder) throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root starts a Docker daemon");
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/dockerd")) || Files.isExecutable(Path.of("/usr/bin/dockerd")),
                "there is no dockerd");
        return new OwnEngine(Files.createDirectories(folder));
    }

    public URI host() {
        return URI.create("unix://" + folder.resolve("docker.sock"));
    }

    /** Starts it on what the one before has left. */
    public void start() throws IOException {
        // Where nobody collects dead processes, the number of the last one looks as if it lived.
        Files.deleteIfExists(folder.resolve("exec/containerd/containerd.pid"));
        Files.deleteIfExists(folder.resolve("pid"));
        // A bridge of its own: without any, a daemon takes docker0 away from the one that others use.
        run(
                "sh",
                "-c",
                "ip link add " + BRIDGE + " type bridge 2>/dev/null; ip addr replace 10.213.0.1/24 dev " + BRIDGE
                        + " && ip link set " + BRIDGE + " up");
        daemon = new ProcessBuilder(
                        "dockerd",
                        "--data-root=" + folder.resolve("data"),
                        "--exec-root=" + folder.resolve("exec"),
                        "--pidfile=" + folder.resolve("pid"),
                        "--host=" + host(),
                        "--bridge=" + BRIDGE,
                        "--iptables=false",
                        "--ip-masq=false",
                        "--storage-driver=vfs")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("dockerd.log").toFile()))
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answers()) {
            if (System.nanoTime() > end || !daemon.isAlive()) {
                throw new IOException("dockerd does not start: " + Files.readString(folder.resolve("dockerd.log")));
            }
        }
    }

    /** By SIGKILL, its containerd with it; what ran in containers goes on until a daemon starts again. */
    public void kill() throws IOException {
        daemon.children().forEach(ProcessHandle::destroyForcibly);
        daemon.destroyForcibly();
        daemon.onExit().join();
    }

    /** Makes an image that holds busybox. */
    public void importImage(String reference) throws IOException {
        run("sh", "-c", "tar -chf - -C / bin/busybox | docker -H " + host() + " import - " + reference);
    }

    /** What {@code docker ARGUMENTS} says, in lines. */
    public List<String> docker(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("docker", "-H", host().toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(new String[0])).lines().toList();
    }

    @Override
    public void close() throws IOException {
        if (!answers()) {
            start();
        }
        var containers = docker("ps", "--all", "--quiet");
        for (var container : containers) {
            docker("rm", "--force", container);
        }
        docker("network", "prune", "--force");
        daemon.destroy();
        try {
            if (!daemon.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        run("sh", "-c", "ip link delete " + BRIDGE + " 2>/dev/null; true");
        // A daemon that was killed has left its mounts.
        run("sh", "-c", "umount " + folder + "/exec/netns/* " + folder + "/data 2>/dev/null; true");
    }

    private boolean answers() {
        try {
            run("docker", "-H", host().toString(), "version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String... command) throws IOException {
        var process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
        return said.strip();
    }
}
