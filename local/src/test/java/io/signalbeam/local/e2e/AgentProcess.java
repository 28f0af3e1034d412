package io.signalbeam.local.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged agent, run as its own process, as a device runs it. */
final class AgentProcess implements AutoCloseable {
    private final EngineTurn turn;
    private final io.signalbeam.local.app.AgentProcess process;

    private AgentProcess(EngineTurn turn, io.signalbeam.local.app.AgentProcess process) {
        this.turn = turn;
        this.process = process;
    }

    static AgentProcess run(Path root, Path folder, URI api, String token, String name) throws IOException {
        return run(root, folder, api, token, name, Map.of());
    }

    /** @param more settings beside the usual ones */
    static AgentProcess run(Path root, Path folder, URI api, String token, String name, Map<String, String> more)
            throws IOException {
        Files.createDirectories(folder);
        var settings = new HashMap<>(Map.of(
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
        Engine.settings(settings);
        settings.putAll(more);
        return new AgentProcess(
                EngineTurn.begin(),
                io.signalbeam.local.app.AgentProcess.start(
                        root, folder.resolve("agent.log"), settings, List.of("run")));
    }

    /** As a power cut does: it gets no chance to put anything in order. */
    void kill() {
        ProcessHandle.of(process.pid()).ifPresent(agent -> {
            agent.destroyForcibly();
            agent.onExit().join();
        });
        turn.close();
    }

    @Override
    public void close() {
        try (turn) {
            process.close();
        }
    }
}
