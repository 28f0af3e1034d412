package io.signalbeam.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Packages of agents, as archives. */
public final class AgentPackages {
    private static final String STUB = """
            mkdir -p "$HOME_OF_IT/bin" "$HOME_OF_IT/lib"
            printf '#!/bin/sh\\n%s\\n' "$SCRIPT" >"$HOME_OF_IT/bin/signalbeam-agent"
            "$JAR" --create --file "$HOME_OF_IT/lib/signalbeam-agent-0.jar" --no-manifest -C "$HOME_OF_IT" "$PROPERTIES"
            """;
    private static final String COPY = """
            cp -r "$DIST/bin" "$DIST/lib" "$HOME_OF_IT"
            "$JAR" --update --file "$HOME_OF_IT"/lib/signalbeam-agent-*.jar -C "$HOME_OF_IT" "$PROPERTIES"
            """;

    private AgentPackages() {}

    /** One that says that it is of a version, whose program is a line of shell. */
    public static byte[] stub(Path work, String version, String script) throws IOException, InterruptedException {
        return pack(work, version, STUB, Map.of("SCRIPT", script));
    }

    /** The agent that was built, but for its version. */
    public static byte[] renamed(Path work, Path dist, String version) throws IOException, InterruptedException {
        return pack(work, version, COPY, Map.of("DIST", dist.toString()));
    }

    private static byte[] pack(Path work, String version, String make, Map<String, String> more)
            throws IOException, InterruptedException {
        var home = Files.createDirectory(work.resolve("agent-" + version));
        var archive = work.resolve("agent-" + version + ".tar.gz");
        var builder = new ProcessBuilder("sh", "-euc", """
                echo "version=$VERSION" >"$HOME_OF_IT/$PROPERTIES"
                """ + make + """
                chmod 755 "$HOME_OF_IT/bin/signalbeam-agent"
                tar -C "$HOME_OF_IT" -czf "$ARCHIVE" bin lib
                """).inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "HOME_OF_IT",
                        home.toString(),
                        "ARCHIVE",
                        archive.toString(),
                        "VERSION",
                        version,
                        "PROPERTIES",
                        "signalbeam-agent.properties",
                        "JAR",
                        Path.of(System.getProperty("java.home"), "bin", "jar").toString()));
        builder.environment().putAll(more);
        assertThat(builder.start().waitFor()).isZero();
        return Files.readAllBytes(archive);
    }
}
