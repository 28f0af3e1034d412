package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent's Debian package: built as it is delivered, installed by dpkg below a folder, so that an agent of this machine is
 * left alone, run, and purged.
 */
@TestMethodOrder(OrderAnnotation.class)
class PackageE2E {
    private static final long MOST_BYTES = 100L << 20;

    @TempDir
    static Path folder;

    private static Path root;
    private static Path home;

    private record Ended(int status, String said) {}

    @BeforeAll
    static void build() throws Exception {
        boolean isDebian = Files.isExecutable(Path.of("/usr/bin/dpkg-deb"));
        assumeTrue(isDebian || "true".equals(System.getenv("CI")), "packages are made on Debian and its relatives");
        var deb = folder.resolve("agent.deb");
        var built = run(
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                "bash",
                TestCloud.ROOT.resolve("agent/src/main/package/build").toString(),
                deb.toString());
        assertThat(built.status()).as(built.said()).isZero();
        root = folder.resolve("root");
        home = root.resolve("opt/signalbeam-agent");
        for (var part : List.of("info", "updates", "triggers")) {
            Files.createDirectories(root.resolve("var/lib/dpkg").resolve(part));
        }
        Files.createFile(root.resolve("var/lib/dpkg/status"));
        dpkg("--install", deb.toString());
    }

    @Test
    @Order(1)
    void it_runs_on_its_own_java() throws Exception {
        var version = agent("--version");
        assertThat(version.status()).as(version.said()).isZero();
        assertThat(version.said()).startsWith("signalbeam-agent ");

        var status = agent("status",
                "--config",
                root.resolve("etc/signalbeam/agent.yaml").toString());
        assertThat(status.status()).as(status.said()).isEqualTo(1);
        assertThat(status.said()).contains("This machine is not enrolled.");
    }

    @Test
    @Order(2)
    void all_of_it_is_smaller_than_100_mebibytes() throws Exception {
        long bytes = 0;
        for (var file : files(root.resolve("opt"))) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    @Order(3)
    void its_service_is_one_that_systemd_takes_and_is_shut_in() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "there is no systemd-analyze here");
        var unit = Files.readString(root.resolve("lib/systemd/system/signalbeam-agent.service"));
        assertThat(unit).contains("ExecStart=/opt/signalbeam-agent/bin/signalbeam-agent run");
        var copy = folder.resolve("signalbeam-agent.service");
        Files.writeString(copy, unit.replace("/opt/signalbeam-agent", home.toString()));

        var verified = run(Map.of(), "systemd-analyze", "verify", copy.toString());
        assertThat(verified.status()).as(verified.said()).isZero();
        // From 0 to 10 in tenths, of which an unhardened service has 96.
        var exposure =
                run(Map.of(), "systemd-analyze", "security", "--offline=true", "--threshold=30", copy.toString());
        assertThat(exposure.status()).as(exposure.said()).isZero();
    }

    @Test
    @Order(4)
    void nothing_is_left_of_it_when_it_is_purged() throws Exception {
        Files.createDirectories(root.resolve("var/lib/signalbeam-agent/spool"));
        Files.writeString(root.resolve("etc/signalbeam/enrollment-token"), "sbe_any");

        dpkg("--purge", "signalbeam-agent");

        assertThat(files(root)).allMatch(file -> file.startsWith(root.resolve("var/lib/dpkg")));
        assertThat(root.resolve("opt/signalbeam-agent")).doesNotExist();
        assertThat(root.resolve("var/lib/signalbeam-agent")).doesNotExist();
        assertThat(root.resolve("etc/signalbeam")).doesNotExist();
    }

    private static Ended agent(String... arguments) throws Exception {
        var environment = Map.of(
                "SIGNALBEAM_AGENT_SERVER",
                "http://127.0.0.1:1",
                "SIGNALBEAM_AGENT_STATE_DIR",
                root.resolve("var/lib/signalbeam-agent").toString(),
                // Its own Java, whatever else there is.
                "JAVA_HOME",
                "/nonexistent");
        var command =
                new ArrayList<>(List.of(home.resolve("bin/signalbeam-agent").toString()));
        command.addAll(List.of(arguments));
        return run(environment, command.toArray(String[]::new));
    }

    private static void dpkg(String what, String of) throws Exception {
        var ended = run(
                Map.of(),
                "dpkg",
                "--root=" + root,
                "--log=" + folder.resolve("dpkg.log"),
                "--force-script-chrootless",
                "--force-depends",
                "--force-not-root",
                what,
                of);
        assertThat(ended.status()).as(ended.said()).isZero();
    }

    private static List<Path> files(Path below) throws IOException {
        try (var files = Files.walk(below)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Ended run(Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
