package io.signalbeam.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Commands of this machine. */
final class Shell {
    private Shell() {}

    /**
     * Runs a command to its end and gives what it said.
     *
     * @throws IOException when there is no such command, or it failed, with what it said
     */
    static String run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), List.of(command));
    }

    static String run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status + ": " + said.strip());
        }
        return said.strip();
    }
}
