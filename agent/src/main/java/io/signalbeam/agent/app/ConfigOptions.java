package io.signalbeam.agent.app;

import io.signalbeam.shared.validation.Validated;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class ConfigOptions {
    @Nullable @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; /etc/signalbeam/agent.yaml where it is there."
                    + " SIGNALBEAM_AGENT_* variables override it.")
    private Path file;

    ConfigOptions() {}

    ConfigOptions(Path file) {
        this.file = file;
    }

    AgentConfig read(Map<String, String> overrides) {
        return switch (AgentConfigReader.read(file, System.getenv(), overrides)) {
            case Validated.Valid<AgentConfig>(var config) -> config;
            case Validated.Invalid<AgentConfig>(var errors) -> throw new BadConfig(errors);
        };
    }
}
