package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.shared.credential.RegistryLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The Docker Engine of this machine and a registry of our own on a free port, with images made from busybox. */
public final class RealEngine implements AutoCloseable {
    public static final RegistryLogin LOGIN = new RegistryLogin("puller", "s3cret-pull");
    public static final URI HOST = URI.create("unix:///var/run/docker.sock");

    private final Path folder;
    private final int port;
    private final String access;
    private Process registry;
    public final DockerClient docker = DockerClients.open(HOST, Duration.ofSeconds(60));

    private RealEngine(Path folder, String access) throws IOException {
        this.folder = folder;
        this.access = access;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        registry = startRegistry();
    }

    /** Skips the tests where there is no engine, unless the environment says that there has to be one. */
    public static RealEngine open(Path folder) throws IOException {
        return open(folder, "");
    }

    /** One whose registry lets {@link #LOGIN} in and nobody else. */
    public static RealEngine openPrivate(Path folder) throws IOException {
        // bcrypt of the password, in 16 rounds.
        Files.writeString(
                folder.resolve("htpasswd"), "puller:$2b$04$vmNSYSVhDDuwTnrzwaQlEufajAMcfcpob0FGLAobgEyCmRCLFgGzW\n");
        return open(folder, "auth: {htpasswd: {realm: test, path: %s}}\n".formatted(folder.resolve("htpasswd")));
    }

    /** Whether nothing that needs an engine may be skipped. */
    static boolean isRequired() {
        return "true".equals(System.getenv("CI")) || "1".equals(System.getenv("SIGNALBEAM_REQUIRE_DOCKER"));
    }

    private static RealEngine open(Path folder, String access) throws IOException {
        try (var runtime = new DockerRuntime(HOST)) {
            runtime.version();
        } catch (RuntimeUnavailable e) {
            if (isRequired()) {
                throw e;
            }
            Assumptions.abort("no Docker Engine answers; .ci/docker-engine starts one (" + e.reason() + ")");
        }
        return new RealEngine(folder, access);
    }

    /** {@code 127.0.0.1:PORT/name:tag} */
    public String reference(String name) {
        return "127.0.0.1:" + port + "/" + name;
    }

    /** Makes an image that holds busybox and a file of its own, pushes it, and takes it from the engine again. */
    public String publish(String name) throws Exception {
        var reference = reference(name);
        importImage(reference, tar(name));
        var push = docker.pushImageCmd(reference);
        if (!access.isEmpty()) {
            push.withAuthConfig(new AuthConfig().withUsername(LOGIN.username()).withPassword(LOGIN.password()));
        }
        push.start().awaitCompletion(60, TimeUnit.SECONDS);
        docker.removeImageCmd(reference).withForce(true).exec();
        return reference;
    }

    // By the command: docker-java 3.7.1 cuts the body of an import short.
    private void importImage(String reference, byte[] tar) throws Exception {
        var process = new ProcessBuilder("docker", "import", "-", reference)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("import.log").toFile())
                .start();
        try (var out = process.getOutputStream()) {
            out.write(tar);
        }
        if (process.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("import.log")));
        }
    }

    /** All of a bundle, ended ones too. */
    public List<Container> containersOf(String bundle) {
        return docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(ManagedLabels.BUNDLE, bundle))
                .exec();
    }

    /** What an agent has left of a bundle. */
    public void removeBundle(String bundle) {
        containersOf(bundle)
                .forEach(container -> docker.removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec());
        docker.listNetworksCmd()
                .withNameFilter("sb-" + bundle)
                .exec()
                .forEach(network -> docker.removeNetworkCmd(network.getId()).exec());
    }

    public void stopRegistry() throws InterruptedException {
        registry.destroyForcibly().waitFor();
    }

    public void restartRegistry() throws IOException {
        registry = startRegistry();
    }

    @Override
    public void close() throws IOException {
        registry.destroyForcibly();
        docker.listImagesCmd().exec().stream()
                .flatMap(image -> Arrays.stream(image.getRepoTags() == null ? new String[0] : image.getRepoTags()))
                .filter(tag -> tag.startsWith("127.0.0.1:" + port + "/"))
                .forEach(tag -> docker.removeImageCmd(tag).withForce(true).exec());
        docker.close();
    }

    private Process startRegistry() throws IOException {
        var config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d", secret: not-shared}
                """.formatted(folder.resolve("registry"), port) + access);
        var process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        for (int i = 0; i < 300; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return process;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
                sleep();
            }
        }
        throw new IOException("docker-registry does not start: "
                + Files.readString(folder.resolve("registry.log"), StandardCharsets.UTF_8));
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // POSIX ustar, as far as two small files need it.
    private static byte[] tar(String content) throws IOException {
        var tar = new ByteArrayOutputStream();
        entry(tar, "bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")), "0000755");
        entry(tar, "content", content.getBytes(StandardCharsets.UTF_8), "0000644");
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    private static void entry(ByteArrayOutputStream tar, String name, byte[] content, String mode) {
        var header = new byte[512];
        put(header, 0, name);
        put(header, 100, mode);
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(content.length));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
