package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.cloud.FakeCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a service manager ends it. */
class EndIT {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    private Path folder;

    @Test
    void told_to_end_it_ends_in_order_before_its_patience_runs_out() throws Exception {
        try (var cloud = new FakeCloud()) {
            cloud.accept();
            var log = folder.resolve("agent.log");
            var agent = start(cloud, log);
            try {
                for (int i = 0; i < 600 && !text(log).contains(" starts, "); i++) {
                    Thread.sleep(100);
                }
                assertThat(text(log)).contains(" starts, ");

                agent.toHandle().destroy();

                assertThat(agent.waitFor(RunCommand.PATIENCE.toSeconds() - 2, TimeUnit.SECONDS))
                        .as(() -> text(log))
                        .isTrue();
                assertThat(agent.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(folder.resolve("state/status.json")).doesNotExist();
            } finally {
                agent.destroyForcibly().waitFor();
            }
        }
    }

    private Process start(FakeCloud cloud, Path log) throws IOException {
        var config = Files.writeString(folder.resolve("agent.yaml"), """
                server: %s
                token: %s
                stateDir: %s
                dockerHost: unix://%s
                """.formatted(
                        cloud.uri(), FakeCloud.TOKEN, folder.resolve("state"), folder.resolve("no-engine.sock")));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
