package io.signalbeam.local.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The packaged agent on this machine. Its containers go on when it stops, as on any device. */
public final class AgentProcess implements AutoCloseable {
    private final Process process;

    private AgentProcess(Process process) {
        this.process = process;
    }

    /** Starts it with a configuration file; its log goes where the local cloud's logs are. */
    public static AgentProcess start(CloudOptions options, Path config) throws IOException {
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

    public long pid() {
        return process.pid();
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
