package io.signalbeam.agent.app;

import io.signalbeam.agent.fault.TransientFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows what the running agent has logged last. Ends with 1 when none runs.")
final class LogsCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many entries, up to " + RecentLog.MOST + " (${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "And what it logs from now on, until it or this ends.")
    private boolean follow;

    @Nullable @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var line = Objects.requireNonNull(spec).commandLine();
        if (lines < 1 || lines > RecentLog.MOST) {
            throw new ParameterException(line, "--lines must be from 1 to " + RecentLog.MOST + ", not " + lines);
        }
        var target = "/logs?lines=%d&follow=%b".formatted(lines, follow);
        var found = LocalAnswer.get(options.read(Map.of()).stateDir(), target);
        if (found.isEmpty()) {
            line.getErr()
                    .println("The agent does not run. What it logged before is where its service manager keeps"
                            + " it: journalctl --unit signalbeam-agent");
            return Main.UNHEALTHY;
        }
        try (var answer = found.get()) {
            copy(answer, line.getOut());
            return Main.OK;
        }
    }

    private static void copy(LocalAnswer answer, PrintWriter out) throws IOException {
        if (!answer.isOk()) {
            throw new TransientFailure("logs", "the agent answers: " + answer.status(), null);
        }
        for (var entry = answer.body().readLine();
                entry != null;
                entry = answer.body().readLine()) {
            out.println(entry);
            // Which writes it at once, and tells where nobody reads any more.
            if (out.checkError()) {
                return;
            }
        }
    }
}
