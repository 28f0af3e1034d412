package io.signalbeam.local.app;

import io.signalbeam.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged agent on this machine. Its containers go on when it stops, as on any device. */
public final class AgentProcess implements AutoCloseable {
    /** A launcher elsewhere than in the build's folder: that of a package. */
    private static final String PROGRAM = "signalbeam.agent";

    private static final Duration STOP = Duration.ofSeconds(20);

    private final ChildProcess process;

    private AgentProcess(ChildProcess process) {
        this.process = process;
    }

    /** Starts it with a configuration file; its log goes where the local cloud's logs are. */
    public static AgentProcess start(CloudOptions options, Path config) throws IOException {
        return start(
                options.root(),
                options.logs().resolve("agent.log"),
                Map.of(),
                List.of("run", "--config", config.toString()));
    }

    /**
     * Starts it.
     *
     * @param root of the project, where the packaged agent lies
     * @param log what it writes is appended here
     * @param environment its {@code SIGNALBEAM_AGENT_*} settings
     * @param arguments of the command line, such as {@code run}
     */
    public static AgentProcess start(Path root, Path log, Map<String, String> environment, List<String> arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(program(root).toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new AgentProcess(ChildProcess.start("The agent", builder, ChildProcess.Ask.SIGNAL, STOP));
    }

    /** What starts it. */
    public static Path program(Path root) {
        var other = System.getProperty(PROGRAM);
        return other == null ? root.resolve("agent/target/dist/bin/signalbeam-agent") : Path.of(other);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
