package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read: the output of the commands, and what they end with. No engine and no Event Hubs are there. */
class CommandsTest {
    @TempDir
    private Path folder;

    private FakeCloud cloud;
    private String output = "";
    private String errors = "";

    @BeforeEach
    void open() throws Exception {
        cloud = new FakeCloud();
        Files.writeString(folder.resolve("agent.yaml"), """
                server: %s
                stateDir: %s
                dockerHost: unix://%s
                """.formatted(
                        cloud.uri(), folder.resolve("state"), folder.resolve("no-engine.sock")));
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_service_managers_words_need_no_parser_and_all_others_do() {
        assertThat(RunCommand.plain("run")).isPresent();
        assertThat(RunCommand.plain("run", "--config", "agent.yaml")).isPresent();
        assertThat(RunCommand.plain()).isEmpty();
        assertThat(RunCommand.plain("status")).isEmpty();
        assertThat(RunCommand.plain("run", "--help")).isEmpty();
        assertThat(RunCommand.plain("run", "--config")).isEmpty();
        assertThat(RunCommand.plain("status", "--config", "agent.yaml")).isEmpty();
    }

    @Test
    void status_of_a_machine_that_is_not_enrolled() {
        assertThat(run("status")).isEqualTo(Main.UNHEALTHY);
        assertThat(output).isEqualTo("The agent does not run. This machine is not enrolled.\n");
        assertThat(run("status", "--json")).isEqualTo(Main.UNHEALTHY);
        assertThat(output.strip()).isEqualTo("{\"running\":false}");
    }

    @Test
    void status_of_a_machine_whose_agent_rests() {
        assertThat(run("enroll", "--token", FakeCloud.TOKEN)).isZero();
        assertThat(run("status")).isEqualTo(Main.UNHEALTHY);
        assertThat(output).matches("The agent does not run\\. This machine is van-7 \\([0-9a-f-]{36}\\)\\.\n");
    }

    @Test
    void status_of_a_running_agent_shows_what_it_does() throws Exception {
        write(status(ProcessHandle.current().pid()));
        assertThat(run("status")).isZero();
        assertThat(output).isEqualTo("""
                device      van-7 (01890000-0000-7000-8000-000000000001)
                agent       1.2.3, process %d
                server      https://fleet.example.com, answered 2026-11-21T12:00:00Z
                telemetry   over Event Hubs, 512 bytes wait
                desired     generation 7
                bundle      shop 1.0.0 Running
                bundle      till 2.0.0 Failed: crash-loop, it was restarted three times
                container   shop/web running (healthy), web:1, 2 restarts
                container   till/pay exited, pay:2, 3 restarts
                """.formatted(ProcessHandle.current().pid()));
    }

    @Test
    void status_of_a_running_agent_as_json() throws Exception {
        write(status(ProcessHandle.current().pid()));
        assertThat(run("status", "--json")).isZero();
        JsonNode json = Json.lenient().readTree(output);
        assertThat(json.path("running").asBoolean()).isTrue();
        assertThat(json.at("/status/generation").asLong()).isEqualTo(7);
        assertThat(json.at("/status/bundles/1/error/code").asText()).isEqualTo("crash-loop");
    }

    @Test
    void status_of_an_agent_that_died_says_so() throws Exception {
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        write(status(gone.pid()));
        assertThat(run("status")).isEqualTo(Main.UNHEALTHY);
        assertThat(output).contains("agent       1.2.3, does not run any more\n");
    }

    @Test
    void logs_of_a_machine_whose_agent_does_not_run() {
        assertThat(run("logs")).isEqualTo(Main.UNHEALTHY);
        assertThat(errors).contains("The agent does not run.", "journalctl --unit signalbeam-agent");
        assertThat(run("logs", "--lines", "301")).isEqualTo(2);
        assertThat(errors).contains("--lines must be from 1 to 300, not 301");
    }

    @Test
    void doctor_says_of_a_fresh_machine_what_to_do() {
        assertThat(run("doctor")).isEqualTo(Main.UNHEALTHY);
        assertThat(finding("state")).startsWith("failed").contains("is not there");
        assertThat(remedy("state")).contains("signalbeam-agent enroll once");
        assertThat(finding("identity")).startsWith("failed").contains("not enrolled");
        assertThat(remedy("identity")).contains("signalbeam-agent enroll --server URL --token TOKEN");
        assertThat(finding("server")).startsWith("ok").contains(cloud.uri() + " answers");
        assertThat(finding("clock")).startsWith("ok");
        assertThat(finding("engine")).startsWith("failed");
        assertThat(remedy("engine")).contains("systemctl start docker");
        assertThat(subjects())
                .as("nothing is asked with a key that is not there")
                .doesNotContain("lease");
    }

    @Test
    void doctor_checks_each_thing_of_an_enrolled_machine_by_itself() {
        run("enroll", "--token", FakeCloud.TOKEN);
        cloud.skew(Duration.ofHours(1));
        assertThat(run("doctor")).as("the engine is away").isEqualTo(Main.UNHEALTHY);
        assertThat(subjects())
                .containsExactly(
                        "disk", "identity", "server", "key", "lease", "clock", "telemetry", "reports", "engine");
        assertThat(finding("identity")).startsWith("ok").contains("van-7 (");
        assertThat(finding("key")).startsWith("ok");
        assertThat(finding("clock")).startsWith("warning").contains("behind the server's");
        assertThat(remedy("clock")).contains("NTP");
        assertThat(finding("lease")).startsWith("ok").contains("valid until");
        assertThat(finding("telemetry")).startsWith("warning");
        assertThat(remedy("telemetry")).contains("port 5671");
        assertThat(finding("reports")).startsWith("warning");
        assertThat(output).as("no secret is shown").doesNotContain("sbd_");
    }

    @Test
    void doctor_tells_a_refused_key_and_an_open_file() throws Exception {
        run("enroll", "--token", FakeCloud.TOKEN);
        Files.setPosixFilePermissions(
                folder.resolve("state/identity.json"), PosixFilePermissions.fromString("rw-r--r--"));
        cloud.refuse(401, "device-key-invalid", null);
        run("doctor");
        assertThat(finding("identity")).startsWith("warning").contains("can be read by others");
        assertThat(remedy("identity")).contains("chmod 600");
        assertThat(finding("key")).startsWith("failed").contains("device-key-invalid");
        assertThat(remedy("key")).contains("enroll --force");
        assertThat(finding("lease")).startsWith("failed");
    }

    @Test
    void doctor_tells_a_server_that_is_away_and_asks_it_nothing_more() {
        run("enroll", "--token", FakeCloud.TOKEN);
        cloud.stop();
        assertThat(run("doctor")).isEqualTo(Main.UNHEALTHY);
        assertThat(finding("server")).startsWith("failed").contains("connection refused");
        assertThat(remedy("server")).contains("firewall");
        assertThat(subjects()).doesNotContain("key", "clock").contains("engine");
    }

    @Test
    void doctor_tells_a_damaged_identity() throws Exception {
        cloud.keepLeases();
        run("enroll", "--token", FakeCloud.TOKEN);
        Files.writeString(folder.resolve("state/identity.json"), "torn");
        run("doctor");
        assertThat(finding("identity")).startsWith("warning").contains("second copy");
        Files.writeString(folder.resolve("state/identity.json.prev"), "torn too");
        run("doctor");
        assertThat(finding("identity")).startsWith("failed").contains("damaged");
        assertThat(remedy("identity")).contains("signalbeam-agent enroll --force");
    }

    @Test
    void a_machine_is_enrolled_once_unless_it_is_forced() {
        assertThat(run("enroll", "--token", FakeCloud.TOKEN)).isZero();
        assertThat(output).startsWith("enrolled as van-7 (");
        assertThat(run("enroll", "--token", FakeCloud.TOKEN)).isZero();
        assertThat(output).startsWith("already enrolled as van-7 (");
        assertThat(cloud.devices()).isOne();
        assertThat(run("enroll", "--token", FakeCloud.TOKEN, "--force", "--label", "site=oslo"))
                .isZero();
        assertThat(cloud.devices()).isEqualTo(2);
    }

    @Test
    void each_kind_of_failure_has_its_own_end() throws Exception {
        assertThat(run("status", "--no-such-option")).isEqualTo(2);
        assertThat(run("enroll")).as("no token").isEqualTo(Main.BAD_CONFIG);
        assertThat(errors).contains("token must be set");
        assertThat(run("enroll", "--token", "sbe_made_up")).isEqualTo(Main.BAD_CONFIG);
        assertThat(errors).contains("enrollment-token-invalid");
        cloud.stop();
        assertThat(run("enroll", "--token", FakeCloud.TOKEN)).isEqualTo(Main.UNAVAILABLE);
        assertThat(errors).contains("connection refused");
        Files.writeString(folder.resolve("agent.yaml"), "server: nowhere\nspoolBytes: 1\n");
        assertThat(run("status")).isEqualTo(Main.BAD_CONFIG);
        assertThat(errors.lines().toList()).hasSize(2).anyMatch(line -> line.startsWith("spoolBytes must be"));
        Files.writeString(folder.resolve("file"), "");
        Files.writeString(
                folder.resolve("agent.yaml"), "server: " + cloud.uri() + "\nstateDir: " + folder.resolve("file/x"));
        assertThat(run("status")).isEqualTo(Main.NO_PERMISSION);
    }

    private int run(String... arguments) {
        var words = new ArrayList<>(List.of(arguments));
        words.add(1, "--config");
        words.add(2, folder.resolve("agent.yaml").toString());
        var out = new StringWriter();
        var err = new StringWriter();
        int end = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
        output = out.toString();
        errors = err.toString();
        return end;
    }

    private List<String> subjects() {
        return output.lines()
                .filter(line -> !line.contains(" -> "))
                .map(line -> line.split(" +", 3)[1])
                .toList();
    }

    private String finding(String subject) {
        return output.lines()
                .filter(line -> line.matches("[a-z]+ +" + subject + " .*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + subject + " in\n" + output));
    }

    private String remedy(String subject) {
        var lines = output.lines().toList();
        return lines.get(lines.indexOf(finding(subject)) + 1);
    }

    private void write(AgentStatus status) throws Exception {
        var state = Files.createDirectories(folder.resolve("state"));
        new StatusFile(state).write(status);
    }

    private static AgentStatus status(long pid) {
        return new AgentStatus(
                Instant.parse("2026-11-21T12:00:01Z"),
                pid,
                "01890000-0000-7000-8000-000000000001",
                "van-7",
                "https://fleet.example.com",
                "1.2.3",
                7,
                Instant.parse("2026-11-21T12:00:00Z"),
                "Event Hubs",
                512,
                List.of(
                        new BundleStatus("shop", "1.0.0", BundleState.Running, null),
                        new BundleStatus(
                                "till",
                                "2.0.0",
                                BundleState.Failed,
                                new ReportedError("crash-loop", "it was restarted three times", "pay"))),
                List.of(
                        new ContainerStatus("shop", "web", "web:1", null, "running", "healthy", 2, Instant.EPOCH, null),
                        new ContainerStatus("till", "pay", "pay:2", null, "exited", null, 3, null, null)));
    }
}
