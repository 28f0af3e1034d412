package io.signalbeam.agent.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import io.signalbeam.agent.runtime.ContainerRuntime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter on Podman's socket: what every runtime does. */
class PodmanRuntimeIT extends SocketContract {
    private static RealEngine registry;
    private static OwnPodman podman;
    private static DockerClient client;
    private static DockerRuntime runtime;
    private static String image;

    @BeforeAll
    static void open(@TempDir Path folder, @TempDir Path podmanFolder) throws Exception {
        podman = OwnPodman.start(podmanFolder);
        registry = RealEngine.open(folder);
        image = registry.publish("podman-test:1");
        client = DockerClients.open(podman.host(), Duration.ofSeconds(60));
        runtime = new DockerRuntime(podman.host());
    }

    @AfterAll
    static void close() throws Exception {
        if (runtime != null) {
            runtime.close();
            client.close();
        }
        if (registry != null) {
            registry.close();
        }
        if (podman != null) {
            podman.close();
        }
    }

    @Test
    void it_is_told_from_docker() {
        assertThat(runtime.version()).startsWith("podman ");
    }

    @Override
    protected ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    protected String image() {
        return image;
    }

    @Override
    protected String missingImage() {
        return registry.reference("nothing:1");
    }

    @Override
    DockerClient client() {
        return client;
    }
}
