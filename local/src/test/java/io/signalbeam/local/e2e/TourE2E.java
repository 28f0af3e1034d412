package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import io.signalbeam.local.app.LocalCloudMain;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The README's tour, as it is written, on what {@code ./beam up} starts, with this machine as a device. */
class TourE2E {
    private static final String IMAGE = "busybox:1.36";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path state;

    @Test
    void the_tour_in_the_readme_works_as_written() throws Exception {
        try (var engine = Engine.ofTheMachine("127.0.0.1:1")) {
            engine.provide(IMAGE);
            try (var cloud = up();
                    var tour = new Tour(TestCloud.ROOT.resolve("README.md"), state)) {
                assertThat(cloud.isAlive()).isTrue();
                assertThat(tour.steps()).containsExactly("Enrol", "Deploy", "Watch", "Break", "Recover");
                walk(tour, engine);
            } finally {
                engine.removeAll(greeters(engine).stream()
                        .map(one -> one.getLabels().get("io.signalbeam.device"))
                        .toList());
            }
        }
    }

    private static void walk(Tour tour, Engine engine) throws Exception {
        assertThat(tour.type("Enrol", 0)).contains("\"token\"");

        tour.type("Deploy", 0);
        var first = Eventually.get(() -> running(engine));
        Eventually.check(() -> assertThat(tour.type("Watch", 0))
                .contains(first.getId().substring(0, 12))
                .contains("hello from "));

        tour.type("Break", 0);
        var second = Eventually.get(() -> {
            var container = running(engine);
            assertThat(container.getId()).isNotEqualTo(first.getId());
            // Only a version that has proved itself is put back, and people read on more slowly than this test.
            assertThat(tour.type("./beam agent status")).contains("hello 1.0.0 Running");
            return container;
        });

        tour.type("Break", 1);
        Eventually.check(() -> assertThat(tour.type("./beam api GET /rollouts")).contains("\"Failed\""));
        var third = Eventually.get(() -> greeting(tour, engine));
        assertThat(third.getId()).isNotEqualTo(second.getId());

        tour.type("Recover", 0);
        Eventually.check(() ->
                assertThat(tour.type("./beam api GET '/devices?selector=real'")).contains("\"Online\""));
        assertThat(greeting(tour, engine).getId()).isEqualTo(third.getId());
    }

    private static Container greeting(Tour tour, Engine engine) throws IOException {
        var container = running(engine);
        assertThat(tour.type("docker logs sb-hello-greeter")).contains("hello from ");
        return container;
    }

    private static List<Container> greeters(Engine engine) {
        return engine.docker
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("io.signalbeam.bundle", "hello", "io.signalbeam.container", "greeter"))
                .exec();
    }

    private static Container running(Engine engine) {
        var greeters = greeters(engine);
        assertThat(greeters)
                .singleElement()
                .satisfies(one -> assertThat(one.getState()).isEqualTo("running"));
        return greeters.getFirst();
    }

    /** What {@code ./beam up} starts once everything is built: the build that runs this test has built it. */
    private ChildProcess up() throws Exception {
        var arguments = List.of(
                "--root",
                TestCloud.ROOT.toString(),
                "--state",
                state.toString(),
                "--fleet",
                "2",
                "--port-base",
                Integer.toString(Ports.freeBlock()));
        var builder = Jvm.sameClasses(List.of(), LocalCloudMain.class, arguments)
                .redirectOutput(state.resolve("cloud.log").toFile());
        // A reader has ten seconds of patience for each look of an agent; here they would only be waited for.
        builder.environment().put("SIGNALBEAM_RECONCILE_SECONDS", "2");
        var process = ChildProcess.start("The local cloud", builder, ChildProcess.Ask.SIGNAL, Duration.ofMinutes(1));
        Files.writeString(state.resolve("cloud.pid"), Long.toString(process.pid()));
        Eventually.check(() -> {
            assertThat(process.isAlive()).as(() -> read("cloud.log")).isTrue();
            assertThat(state.resolve("welcome.txt")).exists();
        });
        assertThat(read("welcome.txt")).contains("is a device of the fleet");
        return process;
    }

    private String read(String file) {
        try {
            return Files.readString(state.resolve(file));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
