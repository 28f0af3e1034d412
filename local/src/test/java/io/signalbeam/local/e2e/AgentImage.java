package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The agent's container image as {@code ./beam package image} makes it, and one container of it, as docs/agent.md runs it. */
final class AgentImage implements AutoCloseable {
    private static final String NAME = "signalbeam-test-agent:1";
    private static final String BASE = "signalbeam-test-base:1";

    /**
     * The package, from the classes that a start loads because there is no cloud to work with; and a base of the machine's own
     * C library and busybox, because there is no registry to fetch one from.
     */
    private static final String MAKE = """
            SIGNALBEAM_AGENT_JAVA_OPTIONS=-XX:DumpLoadedClassList=$WORK/classes "$ROOT/agent/target/dist/bin/signalbeam-agent" --version
            SIGNALBEAM_PACKAGE_CLASSES=$WORK/classes bash "$ROOT/agent/src/main/package/build" "$WORK/agent.deb"
            dpkg-deb -x "$WORK/agent.deb" "$WORK/tree"
            mkdir -p "$WORK/base/bin" "$WORK/base/tmp" "$WORK/base/etc"
            cp /bin/busybox "$WORK/base/bin/"
            for tool in sh readlink sed cmp cut sync mkdir chmod chown; do ln -s busybox "$WORK/base/bin/$tool"; done
            runtime=$WORK/tree/opt/signalbeam-agent/runtime
            cp --parents /usr/bin/cksum "$WORK/base"
            LD_LIBRARY_PATH=$runtime/lib:$runtime/lib/server ldd /usr/bin/cksum "$runtime/bin/java" "$runtime"/lib/*.so "$runtime/lib/server/libjvm.so" |
                grep -o '/[^ ]*' | grep -v ":$\\|$WORK" | sort -u | xargs cp -L --parents -t "$WORK/base"
            tar -C "$WORK/base" -c . | docker import - BASE
            bash "$ROOT/agent/src/main/package/image/build" "$WORK/tree" --base BASE --name NAME
            """.replace("BASE", BASE).replace("NAME", NAME);

    final String container;
    private final Path state;
    private final Path socket;

    private AgentImage(String container, Path state, Path socket) {
        this.container = container;
        this.state = state;
        this.socket = socket;
    }

    /** @param folder of the test's own, which is gone with it */
    static AgentImage make(Path folder) throws Exception {
        var settings = new HashMap<String, String>();
        Engine.settings(settings);
        var socket = Path.of(settings.getOrDefault("SIGNALBEAM_AGENT_DOCKER_HOST", "unix:///var/run/docker.sock")
                .substring("unix://".length()));
        var work = Files.createDirectories(folder.resolve("image"));
        var image = new AgentImage(folder.getFileName() + "-agent", folder.resolve("state"), socket);
        image.run(
                List.of("bash", "-euo", "pipefail", "-c", MAKE),
                Map.of(
                        "WORK",
                        work.toString(),
                        "ROOT",
                        TestCloud.ROOT.toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        return image;
    }

    /** Its command line, in a container that is gone when it has ended. */
    String once(String... more) throws Exception {
        var command = new ArrayList<>(List.of("run", "--rm"));
        command.addAll(List.of(more));
        return docker(command);
    }

    /** As nobody, with no right but the group's that may use the engine's socket. */
    void start(String server, String token, String name) throws Exception {
        Files.createDirectory(state);
        Files.setAttribute(state, "unix:uid", 65_532);
        Files.setAttribute(state, "unix:gid", 65_532);
        var command = new ArrayList<>(List.of("run", "--detach", "--name", container));
        command.addAll(List.of("--network", "host", "--read-only", "--tmpfs", "/tmp"));
        command.addAll(List.of("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--memory", "192m"));
        command.addAll(
                List.of("--group-add", Files.getAttribute(socket, "unix:gid").toString()));
        command.addAll(List.of("--volume", socket + ":/var/run/docker.sock"));
        command.addAll(List.of("--volume", state + ":" + state));
        command.addAll(List.of("--volume", "/etc/machine-id:/etc/machine-id:ro"));
        command.addAll(List.of("--volume", "/sys/fs/cgroup:/sys/fs/cgroup:ro"));
        Map.of(
                        "SERVER", server,
                        "TOKEN", token,
                        "NAME", name,
                        "STATE_DIR", state.toString(),
                        "HEARTBEAT_SECONDS", "1",
                        "RECONCILE_SECONDS", "1",
                        "QUIET_SECONDS", "1",
                        "DRIFT_SECONDS", "1",
                        "BACKOFF_MAX_SECONDS", "5")
                .forEach((key, value) -> command.addAll(List.of("--env", "SIGNALBEAM_AGENT_" + key + "=" + value)));
        command.addAll(List.of("--health-interval", "1s", NAME));
        docker(command);
    }

    String name() {
        return NAME;
    }

    Path state() {
        return state;
    }

    String docker(String... command) throws Exception {
        return docker(List.of(command));
    }

    private String docker(List<String> command) throws Exception {
        var words = new ArrayList<>(List.of("docker"));
        words.addAll(command);
        return run(words, Map.of());
    }

    private String run(List<String> command, Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_HOST", "unix://" + socket);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    @Override
    public void close() throws IOException {
        try {
            docker("rm", "--force", "--volumes", container);
            docker("rmi", "--force", NAME, BASE);
        } catch (Exception e) {
            throw new IOException("the agent's container stays", e);
        }
    }
}
