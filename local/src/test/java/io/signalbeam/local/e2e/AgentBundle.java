package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Versions of a bundle {@code agent} that bring agents. */
final class AgentBundle {
    /** The agent that was built under another version, or a program that ends at once under one. */
    private static final String PACK = """
            mkdir "$HOME_OF_IT"
            for part in bin lib runtime; do [ ! -d "$DIST/$part" ] || cp -r "$DIST/$part" "$HOME_OF_IT"; done
            echo "version=$VERSION" >"$HOME_OF_IT/signalbeam-agent.properties"
            "$JAR" --update --file "$HOME_OF_IT"/lib/signalbeam-agent-*.jar -C "$HOME_OF_IT" signalbeam-agent.properties
            rm "$HOME_OF_IT/signalbeam-agent.properties"
            [ -z "$SCRIPT" ] || printf '#!/bin/sh\\n%s\\n' "$SCRIPT" >"$HOME_OF_IT/bin/signalbeam-agent"
            chmod 755 "$HOME_OF_IT/bin/signalbeam-agent"
            tar -C "$HOME_OF_IT" -czf "$HOME_OF_IT.tar.gz" .
            """;

    private AgentBundle() {}

    /**
     * @param dist where an agent lies, whose version is changed
     * @param agent the version that it says it is
     * @param script what it does instead; empty for what it always does
     */
    static void publish(Api admin, Path dist, Path folder, String version, String agent, String script)
            throws Exception {
        var archive = pack(dist, folder.resolve("agent-" + agent), agent, script);
        var sha256 = admin.artifact(archive);
        var arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        var packages = List.of(Map.of("arch", arch, "sha256", sha256, "sizeBytes", archive.length));
        admin.post(
                        "/bundles/agent/versions",
                        Map.of(
                                "bundleId",
                                "agent",
                                "version",
                                version,
                                "agent",
                                Map.of("version", agent, "packages", packages)))
                .ok();
    }

    private static byte[] pack(Path dist, Path home, String version, String script) throws Exception {
        var builder = new ProcessBuilder("sh", "-euc", PACK).inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "HOME_OF_IT",
                        home.toString(),
                        "DIST",
                        dist.toString(),
                        "VERSION",
                        version,
                        "SCRIPT",
                        script,
                        "JAR",
                        Path.of(System.getProperty("java.home"), "bin", "jar").toString()));
        assertThat(builder.start().waitFor()).isZero();
        return Files.readAllBytes(home.resolveSibling(home.getFileName() + ".tar.gz"));
    }
}
