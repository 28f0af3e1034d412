package io.signalbeam.agent.app;

import io.signalbeam.agent.cloud.ServerClock;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = "Makes this machine a device, with a token from its fleet's managers.")
final class EnrollCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Nullable @Option(names = "--server", paramLabel = "URL", description = "The API's address.")
    private String server;

    @Nullable @Option(names = "--token", paramLabel = "TOKEN", description = "Enrollment token, sbe_…")
    private String token;

    @Nullable @Option(names = "--name", paramLabel = "NAME", description = "The name wished for; the host's otherwise.")
    private String name;

    @Option(
            names = "--label",
            paramLabel = "KEY=VALUE",
            description = "A label; may be repeated.",
            mapFallbackValue = "")
    private Map<String, String> labels = Map.of();

    @Option(names = "--force", description = "Also when the machine is enrolled: it becomes another device.")
    private boolean force;

    @Nullable @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        var config = options.read(overrides());
        var known = Joiner.enrollment(config).identity();
        if (known.isPresent() && !force) {
            out.println("already enrolled as " + known.get().name() + " ("
                    + known.get().deviceId() + ")");
            return Main.OK;
        }
        var secret = config.joining().token();
        if (secret == null) {
            spec.commandLine().getErr().println("token must be set: --token, or SIGNALBEAM_AGENT_TOKEN");
            return Main.BAD_CONFIG;
        }
        var identity = Joiner.join(config, new ServerClock(Clock.systemUTC()), secret);
        out.println("enrolled as " + identity.name() + " (" + identity.deviceId() + ")");
        return Main.OK;
    }

    private Map<String, String> overrides() {
        var overrides = new HashMap<String, String>();
        put(overrides, "server", server);
        put(overrides, "token", token);
        put(overrides, "name", name);
        if (!labels.isEmpty()) {
            put(
                    overrides,
                    "labels",
                    labels.entrySet().stream()
                            .map(label -> label.getKey() + "=" + label.getValue())
                            .collect(Collectors.joining(",")));
        }
        return overrides;
    }

    private static void put(Map<String, String> overrides, String key, @Nullable String value) {
        if (value != null) {
            overrides.put(key, value);
        }
    }
}
