package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.cloud.FakeCloud;
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
        try (var cloud = new FakeCloud();
                var agent = AgentProgram.run(cloud, folder, "")) {
            cloud.eventually(() -> agent.log().contains(" starts, "));
            var state = folder.resolve("state");
            assertThat(state).isDirectoryContaining("glob:**.sock");

            agent.process().toHandle().destroy();

            assertThat(agent.process().waitFor(RunCommand.PATIENCE.toSeconds() - 2, TimeUnit.SECONDS))
                    .as(agent::log)
                    .isTrue();
            assertThat(agent.process().exitValue()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(state.resolve("status.json")).doesNotExist();
            assertThat(state).isDirectoryNotContaining("glob:**.sock");
        }
    }
}
