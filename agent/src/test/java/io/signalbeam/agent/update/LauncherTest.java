package io.signalbeam.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's choice between versions, each some lines of shell instead of an agent. */
class LauncherTest {
    private record Ended(int code, String said) {}

    @TempDir
    private Path folder;

    private Path versions;

    @BeforeEach
    void install() throws IOException {
        versions = Files.createDirectories(folder.resolve("state/versions"));
        program(
                folder.resolve("home/bin/signalbeam-agent"),
                Files.readString(Path.of("src/main/launcher/signalbeam-agent")));
        program(folder.resolve("home/runtime/bin/java"), "#!/bin/sh\necho \"packaged $SIGNALBEAM_AGENT_VERSION\"\n");
        Files.createDirectories(folder.resolve("home/lib"));
        Files.createFile(folder.resolve("home/lib/signalbeam-agent-1.jar"));
    }

    @Test
    void starts_the_packaged_agent_where_there_is_no_other() throws Exception {
        assertThat(launch("run")).isEqualTo(new Ended(0, "packaged"));
    }

    @Test
    void starts_what_has_reported_whatever_it_is_asked() throws Exception {
        version("1.0.0-a", "echo \"$SIGNALBEAM_AGENT_VERSION of $SIGNALBEAM_AGENT_VERSIONS: $*\"");
        link("current", "1.0.0-a");

        assertThat(launch("run")).isEqualTo(new Ended(0, "1.0.0-a of " + versions + ": run"));
        assertThat(launch("status").said()).endsWith(": status");
    }

    @Test
    void a_version_whose_files_are_gone_does_not_keep_the_packaged_one_from_starting() throws Exception {
        link("current", "1.0.0-a");
        link("trial", "2.0.0-b");

        assertThat(launch("run").said()).endsWith("packaged");
        assertThat(refused()).isEqualTo("2.0.0-b: it cannot be started");
    }

    @Test
    void goes_back_from_a_version_that_ended_three_times() throws Exception {
        version("1.0.0-a", "echo good");
        version("2.0.0-b", "echo bad; exit 1");
        link("current", "1.0.0-a");
        link("trial", "2.0.0-b");

        assertThat(launch("status").said()).as("only a run is a start").isEqualTo("good");
        for (int start = 1; start <= 3; start++) {
            assertThat(launch("run")).as("start %s", start).isEqualTo(new Ended(1, "bad"));
        }
        assertThat(launch("run").said()).endsWith("good");
        assertThat(refused()).isEqualTo("2.0.0-b: it ended 3 times before it could report");
        assertThat(launch("run").said()).as("is not tried again").isEqualTo("good");
    }

    @Test
    void ends_and_goes_back_from_a_version_that_keeps_silent() throws Exception {
        version("2.0.0-b", "exec sleep 600");
        link("trial", "2.0.0-b");

        assertThat(launch("run").code()).as("SIGTERM").isEqualTo(128 + 15);
        assertThat(refused()).isEqualTo("2.0.0-b: it has not reported within 3 s");
        assertThat(launch("run")).isEqualTo(new Ended(0, "packaged"));
    }

    @Test
    void leaves_a_version_alone_that_has_reported() throws Exception {
        version(
                "2.0.0-b",
                "mv -T $SIGNALBEAM_AGENT_VERSIONS/trial $SIGNALBEAM_AGENT_VERSIONS/current; sleep 5; echo on");
        link("trial", "2.0.0-b");

        assertThat(launch("run")).isEqualTo(new Ended(0, "on"));
        assertThat(versions.resolve("refused")).doesNotExist();
    }

    private void version(String key, String script) throws IOException {
        program(versions.resolve(key).resolve("bin/signalbeam-agent"), "#!/bin/sh\n" + script + "\n");
    }

    private static void program(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void link(String name, String key) throws IOException {
        Files.createSymbolicLink(versions.resolve(name), Path.of(key));
    }

    private String refused() throws IOException {
        return Files.readSymbolicLink(versions.resolve("refused")) + ": "
                + Files.readString(versions.resolve("reason")).strip();
    }

    private Ended launch(String command) throws Exception {
        var builder = new ProcessBuilder(
                        folder.resolve("home/bin/signalbeam-agent").toString(), command)
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "SIGNALBEAM_AGENT_STATE_DIR",
                        folder.resolve("state").toString(),
                        "SIGNALBEAM_AGENT_TRIAL_SECONDS",
                        "3"));
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said.strip());
    }
}
