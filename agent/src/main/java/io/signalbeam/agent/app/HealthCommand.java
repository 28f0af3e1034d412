package io.signalbeam.agent.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Asks the running agent how it is, for whoever starts anew what is not well."
                + " Ends with 1 when it hangs or none runs.")
final class HealthCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--ready",
            description = "Also ends with 1 when the cloud has not answered, or a part of the agent fails.")
    private boolean ready;

    @Nullable @Spec
    private CommandSpec spec;

    /** {@code health}, as an engine says it every other minute; empty for anything else. */
    static Optional<HealthCommand> plain(String... args) {
        return List.of(args).equals(List.of("health")) ? Optional.of(new HealthCommand()) : Optional.empty();
    }

    @Override
    public Integer call() throws IOException {
        var out = spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
        var found = LocalAnswer.get(options.read(Map.of()).stateDir(), ready ? "/health/ready" : "/health/live");
        if (found.isEmpty()) {
            out.println("The agent does not run.");
            return Main.UNHEALTHY;
        }
        try (var answer = found.get()) {
            answer.body().lines().forEach(out::println);
            return answer.isOk() ? Main.OK : Main.UNHEALTHY;
        }
    }
}
