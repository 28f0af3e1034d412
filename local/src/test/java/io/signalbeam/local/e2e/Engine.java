package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real Docker Engine, this process's own or the machine's, and images made from the machine's busybox. */
final class Engine implements AutoCloseable {
    private static final String REPOSITORY = "/signalbeam-test";

    final DockerClient docker;
    private final EngineTurn turn = EngineTurn.begin();
    private final URI host;
    private final String repository;

    private Engine(URI host, DockerClient docker, String repository) {
        this.host = host;
        this.docker = docker;
        this.repository = repository;
    }

    /** That of this process, where it may have one. Otherwise the machine's. */
    static Engine connect(String registry) {
        return OwnEngine.isPossible() ? connect(OwnEngine.host(), registry) : ofTheMachine(registry);
    }

    /** Fails where an engine is required, and skips the test where there just is none. */
    static Engine ofTheMachine(String registry) {
        return connect(
                DefaultDockerClientConfig.createDefaultConfigBuilder().build().getDockerHost(), registry);
    }

    /** Has an agent use the engine that its test uses. */
    static void settings(Map<String, String> environment) {
        if (OwnEngine.isPossible()) {
            environment.put("SIGNALBEAM_AGENT_DOCKER_HOST", OwnEngine.host().toString());
        }
    }

    private static Engine connect(URI host, String registry) {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .build();
        var client = DockerClientImpl.getInstance(
                config, new ZerodepDockerHttpClient.Builder().dockerHost(host).build());
        try {
            client.pingCmd().exec();
        } catch (RuntimeException e) {
            if ("true".equals(System.getenv("CI")) || System.getenv("SIGNALBEAM_REQUIRE_DOCKER") != null) {
                throw new AssertionError("a Docker Engine is required here, and none answers", e);
            }
            abort("no Docker Engine answers on this machine");
        }
        var engine = new Engine(host, client, registry + REPOSITORY);
        engine.clear();
        return engine;
    }

    /**
     * What a test left that was ended by force: its containers start again with the engine, and hold the names that
     * the next agent needs.
     */
    private void clear() {
        var stale = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("io.signalbeam.managed", "true"))
                .exec();
        for (var container : stale) {
            // Asked of the container: the list tells an image's number once its name is another's.
            var image = docker.inspectContainerCmd(container.getId())
                    .exec()
                    .getConfig()
                    .getImage();
            if (image != null && image.contains(REPOSITORY)) {
                remove(container);
                removeNetworks(container.getLabels().get("io.signalbeam.device"));
            }
        }
    }

    /** Imports an image that holds busybox alone, and pushes it to the registry. */
    String push(String name, String tag) throws Exception {
        var image = repository + "/" + name;
        load(image + ":" + tag, busyboxTar(name + ":" + tag));
        docker.pushImageCmd(image + ":" + tag)
                // One that lets everybody in does not look at it.
                .withAuthConfig(new AuthConfig().withUsername(Registry.USER).withPassword(Registry.PASSWORD))
                .exec(new ResultCallback.Adapter<>())
                .awaitCompletion();
        docker.removeImageCmd(image + ":" + tag).withForce(true).exec();
        return image + ":" + tag;
    }

    /** Imports an image that holds busybox alone under a name that could be had from a public registry, if need be. */
    void provide(String image) throws Exception {
        if (docker.listImagesCmd().withReferenceFilter(image).exec().isEmpty()) {
            load(image, busyboxTar(image));
        }
    }

    void remove(Container container) {
        docker.removeContainerCmd(container.getId()).withForce(true).exec();
    }

    /** By the command line: docker-java 3.7.1 cuts the body of an import short. */
    private void load(String image, byte[] tar) throws Exception {
        var process = new ProcessBuilder("docker", "-H", host.toString(), "import", "-", image)
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(tar);
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    String missingImage() {
        return repository + "/never-pushed:1";
    }

    /** The containers of a device, by {@code bundle/container}. */
    List<Container> managed(String deviceId) {
        return docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("io.signalbeam.device", deviceId))
                .exec();
    }

    @Nullable Container managed(String deviceId, String container) {
        return managed(deviceId).stream()
                .filter(one -> container.equals(one.getLabels().get("io.signalbeam.container")))
                .findFirst()
                .orElse(null);
    }

    /** The one container, which must run. */
    Container running(String deviceId, String container) {
        var found = managed(deviceId, container);
        assertThat(found).as("container %s", container).isNotNull();
        assertThat(found.getState()).as("state of %s", container).isEqualTo("running");
        return found;
    }

    /** Containers first: a network may be one device's and hold what the same machine made as another. */
    void removeAll(List<String> deviceIds) {
        deviceIds.forEach(device -> managed(device).forEach(this::remove));
        deviceIds.forEach(this::removeNetworks);
    }

    /** Those that nothing runs in any more. */
    private void removeNetworks(String deviceId) {
        for (var network : docker.listNetworksCmd()
                .withFilter("label", List.of("io.signalbeam.device=" + deviceId))
                .exec()) {
            if (docker.inspectNetworkCmd()
                    .withNetworkId(network.getId())
                    .exec()
                    .getContainers()
                    .isEmpty()) {
                docker.removeNetworkCmd(network.getId()).exec();
            }
        }
    }

    /** A root file system of one static busybox under the names that the tests use, as an uncompressed tar. */
    private static byte[] busyboxTar(String mark) throws IOException {
        var busybox = Files.readAllBytes(Path.of("/bin/busybox"));
        var out = new ByteArrayOutputStream();
        entry(out, "bin/busybox", busybox, "0000755");
        for (var name : List.of("sh", "sleep", "echo", "cat", "false", "true", "test")) {
            link(out, "bin/" + name, "/bin/busybox");
        }
        entry(out, "version", mark.getBytes(StandardCharsets.UTF_8), "0000644");
        out.write(new byte[1024]);
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String name, byte[] content, String mode) throws IOException {
        out.write(header(name, content.length, mode, '0', ""));
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void link(ByteArrayOutputStream out, String name, String target) throws IOException {
        out.write(header(name, 0, "0000777", '2', target));
    }

    /** POSIX ustar, as in pax(1). */
    private static byte[] header(String name, int size, String mode, char type, String target) {
        var header = new byte[512];
        put(header, 0, name);
        put(header, 100, mode);
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o".formatted(sum));
        header[154] = 0;
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Override
    public void close() throws IOException {
        try (turn) {
            docker.close();
        }
    }
}
