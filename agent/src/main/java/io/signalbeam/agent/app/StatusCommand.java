package io.signalbeam.agent.app;

import io.signalbeam.agent.identity.Enrollment;
import io.signalbeam.shared.json.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what the running agent does. Ends with 1 when none runs.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--json", description = "As one JSON document.")
    private boolean json;

    @Nullable @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var config = options.read(Map.of());
        var known = new StatusFile(config.stateDir()).read();
        boolean runs = known.isPresent()
                && ProcessHandle.of(known.get().pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
        if (json) {
            out.println(Json.write(
                    known.isPresent() ? Map.of("running", runs, "status", known.get()) : Map.of("running", false)));
        } else if (known.isPresent()) {
            print(out, known.get(), runs);
        } else {
            var identity = new Enrollment(config.stateDir()).identity();
            out.println("The agent does not run. "
                    + identity.map(device -> "This machine is " + device.name() + " (" + device.deviceId() + ").")
                            .orElse("This machine is not enrolled."));
        }
        return runs ? Main.OK : Main.UNHEALTHY;
    }

    private static void print(PrintWriter out, AgentStatus status, boolean runs) {
        out.println("device      " + status.name() + " (" + status.deviceId() + ")");
        out.println(
                "agent       " + status.version() + (runs ? ", process " + status.pid() : ", does not run any more"));
        out.println("server      " + status.server()
                + (status.polledAt() == null ? ", has not answered yet" : ", answered " + status.polledAt()));
        out.println("telemetry   "
                + (status.telemetryOver().isEmpty() ? "nothing sent yet" : "over " + status.telemetryOver()) + ", "
                + status.spoolBytes() + " bytes wait");
        out.println("desired     generation " + status.generation());
        status.bundles().forEach(bundle -> {
            var error = bundle.error();
            out.println("bundle      " + bundle.bundleId() + " " + bundle.version() + " " + bundle.state()
                    + (error == null ? "" : ": " + error.code() + ", " + error.message()));
        });
        status.containers()
                .forEach(container -> out.println("container   " + container.bundle() + "/" + container.name() + " "
                        + container.state()
                        + (container.health() == null ? "" : " (" + container.health() + ")") + ", "
                        + container.image() + ", " + container.restarts() + " restarts"));
    }
}
