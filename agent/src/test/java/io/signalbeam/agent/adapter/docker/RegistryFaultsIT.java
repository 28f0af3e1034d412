package io.signalbeam.agent.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.runtime.RegistryLogins;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls by a real engine from a real registry that refuses, is busy, or hangs up; and with little room for an image. */
class RegistryFaultsIT {
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final long MEBIBYTE = 1024 * 1024;

    private static RealEngine engine;
    private static MoodyRegistry registry;

    private static String image;

    private DockerRuntime runtime;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        engine = RealEngine.open(folder);
        registry = new MoodyRegistry(URI.create("http://" + engine.reference("")));
        var name = "moody-" + UUID.randomUUID() + ":1";
        engine.publish(name);
        image = registry.reference(name);
    }

    @AfterAll
    static void close() throws Exception {
        if (engine != null) {
            registry.close();
            engine.close();
        }
    }

    @BeforeEach
    void connect() {
        runtime = new DockerRuntime(RealEngine.HOST, 0, RegistryLogins.NONE);
    }

    @AfterEach
    void clean() {
        registry.refuse(0, "");
        registry.cut(0);
        runtime.removeImage(image);
        runtime.close();
    }

    @Test
    void a_registry_that_refuses_the_device_is_a_lasting_failure() {
        registry.refuse(401, "");
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> runtime.pull(image))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("pull-failed"));
    }

    @Test
    void a_registry_that_does_not_know_the_image_is_a_lasting_failure() {
        registry.refuse(404, "");
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> runtime.pull(image))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("image-not-found"));
    }

    @Test
    void a_busy_registry_says_how_long_it_wants_to_be_left_alone() throws Exception {
        registry.refuse(429, "7");
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> runtime.pull(image))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("pull-failed"))
                .satisfies(failure -> assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
        registry.refuse(0, "");
        runtime.pull(image);
        assertThat(runtime.imageId(image)).isPresent();
    }

    @Test
    void a_broken_registry_may_work_later() throws Exception {
        registry.refuse(500, "");
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> runtime.pull(image))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("pull-failed"));
        registry.refuse(0, "");
        runtime.pull(image);
        assertThat(runtime.imageId(image)).isPresent();
    }

    @Test
    void a_layer_that_was_cut_off_is_fetched_on_from_where_it_was_cut() throws Exception {
        registry.cut(1);
        runtime.pull(image);
        assertThat(runtime.imageId(image)).isPresent();
        assertThat(registry.ranges).isNotEmpty().noneMatch(range -> range.startsWith("bytes=0-"));
    }

    @Test
    void an_image_that_does_not_fit_beside_the_reserve_is_not_begun() throws Exception {
        try (var full = withRoom(100 * MEBIBYTE, 100 * MEBIBYTE + 1000)) {
            assertThatExceptionOfType(TransientFailure.class)
                    .isThrownBy(() -> full.pull(image))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("no-space"))
                    .withMessageContaining("100 MiB are free, of which 100 MiB are kept in reserve");
            assertThat(full.imageId(image)).isEmpty();
        }
        try (var roomy = withRoom(100 * MEBIBYTE, 120 * MEBIBYTE)) {
            roomy.pull(image);
        }
        try (var full = withRoom(100 * MEBIBYTE, 100 * MEBIBYTE)) {
            full.pull(image);
            assertThat(full.imageId(image))
                    .as("whose layers are there takes no room")
                    .isPresent();
        }
    }

    private static DockerRuntime withRoom(long reserve, long free) {
        return new DockerRuntime(
                RealEngine.HOST,
                QUICK,
                QUICK,
                new PullRoom(reserve, folder -> OptionalLong.of(free)),
                RegistryLogins.NONE);
    }
}
