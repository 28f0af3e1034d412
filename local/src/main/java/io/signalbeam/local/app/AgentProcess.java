package io.signalbeam.local.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The packaged agent on this machine. Its containers go on when it stops, as on any device. */
final class AgentProcess implements AutoCloseable {
    private final Process process;

    private AgentProcess(Process process) {
        this.process = process;
    }

    static AgentProcess start(CloudOptions options, Path config) throws IOException {
        var builder = new ProcessBuilder(
                        options.root()
                                .resolve("agent/target/dist/bin/signalbeam-agent")
                                .toString(),
                        "run",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        options.logs().resolve("agent.log").toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return new AgentProcess(builder.start());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
