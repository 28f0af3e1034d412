package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package as {@code ./beam package agent} makes it of {@code target/dist}, installed by dpkg below a folder that
 * stands for the root of a machine. Each step goes on from the one before.
 */
@TestMethodOrder(OrderAnnotation.class)
class PackageIT {
    private static final long MOST_BYTES = 100L << 20;
    private static final String OPTIONS = "SIGNALBEAM_AGENT_JAVA_OPTIONS";

    @TempDir
    private static Path folder;

    private static Path root;

    private record Ended(int code, String said) {}

    @BeforeAll
    static void install() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")))
                .as("dpkg is here")
                .isTrue();
        assumeThat(System.getProperty("user.name")).as("who may install").isEqualTo("root");
        var deb = folder.resolve("agent.deb");
        // Those of a start, because there is no cloud here to work with.
        var classes = folder.resolve("classes");
        var java = Map.of("JAVA_HOME", System.getProperty("java.home"), OPTIONS, "-XX:DumpLoadedClassList=" + classes);
        succeeds(run(java, "target/dist/bin/signalbeam-agent", "--version"));
        succeeds(run(
                Map.of("JAVA_HOME", System.getProperty("java.home"), "SIGNALBEAM_PACKAGE_CLASSES", classes.toString()),
                "bash",
                "src/main/package/build",
                deb));
        root = Files.createDirectory(folder.resolve("root"));
        Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        Files.createDirectories(root.resolve("var/lib/dpkg/updates"));
        Files.createFile(root.resolve("var/lib/dpkg/status"));
        succeeds(dpkg("--install", deb));
    }

    @Test
    @Order(1)
    void takes_100_mebibytes_at_the_most_and_has_a_manifest_of_its_archive_beside_it() throws Exception {
        assertThat(files().stream().mapToLong(PackageIT::size).sum()).isBetween(MOST_BYTES / 10, MOST_BYTES);
        try (var beside = Files.list(folder)) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.matches("signalbeam-agent-.*\\.tar\\.gz"))
                    .anyMatch(name -> name.matches("signalbeam-agent-.*\\.json"));
        }
    }

    @Test
    @Order(2)
    void its_program_runs_on_its_own_java() throws Exception {
        assertThat(agent("--version")).isEqualTo(new Ended(0, "signalbeam-agent " + Facts.version()));
        var status = agent("status");
        assertThat(status.said()).contains("does not run", "not enrolled");
        assertThat(status.code()).isEqualTo(Main.UNHEALTHY);
        var doctor = agent("doctor");
        assertThat(doctor.said()).contains("failed", "127.0.0.1:1").doesNotContain("Exception");
        assertThat(doctor.code()).isEqualTo(Main.UNHEALTHY);
    }

    @Test
    @Order(3)
    void starts_with_its_archive_of_classes_and_without_one_that_is_damaged_or_missing() throws Exception {
        var archive = root.resolve("opt/signalbeam-agent/lib/agent.jsa");
        var well = new Ended(0, "signalbeam-agent " + Facts.version());
        // Where it was installed, which is not where it was made; with this option it is all of it, or no start.
        assertThat(agent("--version", Map.of(OPTIONS, "-Xshare:on"))).isEqualTo(well);

        var whole = Files.readAllBytes(archive);
        var flipped = whole.clone();
        for (int i = flipped.length / 4; i < flipped.length / 2; i += 4096) {
            flipped[i] ^= 0x55;
        }
        for (var damaged : List.of(flipped, Arrays.copyOf(whole, whole.length / 2), new byte[0])) {
            Files.write(archive, damaged);
            assertThat(agent("--version")).isEqualTo(well);
            assertThat(agent("--version", Map.of(OPTIONS, "-Xshare:on")).code()).isNotZero();
        }
        Files.delete(archive);
        assertThat(agent("--version")).isEqualTo(well);
        Files.write(archive, whole);
    }

    @Test
    @Order(4)
    void its_unit_is_one_that_systemd_takes() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")))
                .as("systemd is here")
                .isTrue();
        var unit = root.resolve("lib/systemd/system/signalbeam-agent.service");
        assertThat(Files.readString(unit)).contains("ExecStart=/opt/signalbeam-agent/bin/signalbeam-agent run\n");
        // The program is not where the unit says, below a root of its own; everything else is.
        var here = folder.resolve("signalbeam-agent.service");
        Files.writeString(here, Files.readString(unit).replace("=/opt/", "=" + root + "/opt/"));
        assertThat(run(Map.of(), "systemd-analyze", "verify", "--recursive-errors=no", here))
                .isEqualTo(new Ended(0, ""));
    }

    @Test
    @Order(5)
    void purged_it_leaves_nothing() throws Exception {
        Files.createDirectories(root.resolve("var/lib/signalbeam-agent/versions/1.0.0-0"));
        succeeds(dpkg("--purge", "signalbeam-agent"));
        assertThat(files()).isEmpty();
        assertThat(root.resolve("opt")).doesNotExist();
        assertThat(root.resolve("etc/signalbeam")).doesNotExist();
        assertThat(root.resolve("var/lib/signalbeam-agent")).doesNotExist();
    }

    private static Ended agent(String command) throws Exception {
        return agent(command, Map.of());
    }

    private static Ended agent(String command, Map<String, String> more) throws Exception {
        var environment = new HashMap<>(more);
        environment.put("JAVA_HOME", "/nonexistent");
        environment.put("SIGNALBEAM_AGENT_SERVER", "http://127.0.0.1:1");
        environment.put("SIGNALBEAM_AGENT_STATE_DIR", folder.resolve("state").toString());
        return run(environment, root.resolve("opt/signalbeam-agent/bin/signalbeam-agent"), command);
    }

    private static Ended dpkg(String what, Object of) throws Exception {
        return run(
                Map.of(),
                "dpkg",
                "--root=" + root,
                "--log=" + folder.resolve("dpkg.log"),
                "--force-depends",
                "--force-script-chrootless",
                what,
                of);
    }

    private static void succeeds(Ended ended) {
        assertThat(ended.code()).as(ended.said()).isZero();
    }

    private static Ended run(Map<String, String> environment, Object... command)
            throws IOException, InterruptedException {
        var words = new ArrayList<String>();
        List.of(command).forEach(word -> words.add(word.toString()));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said.strip());
    }

    /** All below the root but dpkg's own. */
    private static List<Path> files() throws IOException {
        try (var all = Files.walk(root)) {
            return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.startsWith(root.resolve("var/lib/dpkg")))
                    .toList();
        }
    }

    private static long size(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
