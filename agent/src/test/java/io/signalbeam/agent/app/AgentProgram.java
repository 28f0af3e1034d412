package io.signalbeam.agent.app;

import io.signalbeam.agent.cloud.FakeCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program as a process of its own, on the classes of this test. There is no engine where it looks for one. */
final class AgentProgram implements AutoCloseable {
    private final Path config;
    private final Path log;
    private final Process process;

    private AgentProgram(Path config, Path log, Process process) {
        this.config = config;
        this.log = log;
        this.process = process;
    }

    /**
     * Runs it, on a state folder {@code state}.
     *
     * @param more lines of its configuration
     */
    static AgentProgram run(FakeCloud cloud, Path folder, String more) throws IOException {
        var config = Files.writeString(folder.resolve("agent.yaml"), """
                server: %s
                token: %s
                stateDir: %s
                dockerHost: unix://%s
                %s
                """.formatted(
                        cloud.uri(), FakeCloud.TOKEN, folder.resolve("state"), folder.resolve("no-engine.sock"), more));
        var log = folder.resolve("agent.log");
        var process = new ProcessBuilder(
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
        return new AgentProgram(config, log, process);
    }

    Path config() {
        return config;
    }

    Process process() {
        return process;
    }

    /** Both what it logs and what it complains of. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
