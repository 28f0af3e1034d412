package io.signalbeam.local.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged agent, run as its own process, as a device runs it. */
final class AgentProcess implements AutoCloseable {
    private final Process process;

    private AgentProcess(Process process) {
        this.process = process;
    }

    static AgentProcess run(Path root, Path folder, URI api, String token, String name) throws IOException {
        Files.createDirectories(folder);
        var log = folder.resolve("agent.log");
        var builder = new ProcessBuilder(
                        root.resolve("agent/target/dist/bin/signalbeam-agent").toString(), "run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "SIGNALBEAM_AGENT_SERVER",
                        api.toString(),
                        "SIGNALBEAM_AGENT_TOKEN",
                        token,
                        "SIGNALBEAM_AGENT_NAME",
                        name,
                        "SIGNALBEAM_AGENT_STATE_DIR",
                        folder.resolve("state").toString(),
                        "SIGNALBEAM_AGENT_HEARTBEAT_SECONDS",
                        "1",
                        "SIGNALBEAM_AGENT_RECONCILE_SECONDS",
                        "1",
                        "SIGNALBEAM_AGENT_QUIET_SECONDS",
                        "2",
                        "SIGNALBEAM_AGENT_DRIFT_SECONDS",
                        "1",
                        "SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS",
                        "5"));
        return new AgentProcess(builder.start());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
