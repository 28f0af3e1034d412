package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.cloud.HttpProxy;
import io.signalbeam.agent.reconcile.HostPolicy;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigReaderTest {
    private static final String SERVER = "server: https://fleet.example.com\n";

    @TempDir
    private Path folder;

    @Test
    void a_server_is_all_that_must_be_set() throws Exception {
        var config = valid(SERVER);
        assertThat(config)
                .isEqualTo(new AgentConfig(
                        URI.create("https://fleet.example.com"),
                        Path.of("/var/lib/signalbeam-agent"),
                        new AgentConfig.Joining(null, null, Map.of(), new Seeds(null, null)),
                        URI.create("unix:///var/run/docker.sock"),
                        new AgentConfig.Rhythm(
                                null,
                                null,
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(5),
                                Duration.ofDays(30)),
                        HostPolicy.STRICT,
                        16L * 1024 * 1024,
                        false,
                        new AgentConfig.LogRate(16 * 1024, 256 * 1024),
                        null,
                        256L * 1024 * 1024,
                        null));
    }

    @Test
    void the_file_sets_everything() throws Exception {
        var config = valid("""
                server: http://10.0.0.1:7071
                stateDir: /srv/agent
                token: sbe_id_secret
                name: van-7
                labels: {site: berlin, canary: , floor: 3}
                dockerHost: tcp://127.0.0.1:2375
                heartbeatSeconds: 2
                reconcileSeconds: 3
                driftSeconds: 4
                quietSeconds: 0
                backoffMaxSeconds: 6
                keyRotationDays: 7
                tokenFile: /etc/no-token
                seedFile: /boot/no-seed.yaml
                spoolBytes: 65536
                requireSignedBundles: true
                logBytesPerSecond: 2048
                diskReserveBytes: 1000000
                health: {listen: "127.0.0.1:8099"}
                proxy: http://van:p%40ss+word@10.0.0.2:3128
                policy:
                  privileged: true
                  hostNetwork: true
                  hostPaths: [/srv/sensors]
                  devices: [/dev/ttyUSB0, /dev/snd]
                """);
        assertThat(config)
                .isEqualTo(new AgentConfig(
                        URI.create("http://10.0.0.1:7071"),
                        Path.of("/srv/agent"),
                        new AgentConfig.Joining(
                                "sbe_id_secret",
                                "van-7",
                                Map.of("site", "berlin", "canary", "", "floor", "3"),
                                new Seeds(Path.of("/etc/no-token"), Path.of("/boot/no-seed.yaml"))),
                        URI.create("tcp://127.0.0.1:2375"),
                        new AgentConfig.Rhythm(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ZERO,
                                Duration.ofSeconds(6),
                                Duration.ofDays(7)),
                        new HostPolicy(true, true, List.of("/srv/sensors"), List.of("/dev/ttyUSB0", "/dev/snd")),
                        65_536,
                        true,
                        new AgentConfig.LogRate(2_048, 32_768),
                        new HttpProxy("10.0.0.2", 3128, "van", "p@ss+word"),
                        1_000_000,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 8099)));
        assertThat(config.toString()).doesNotContain("p@ss");
    }

    @Test
    void variables_override_the_file_and_options_override_both() throws Exception {
        var file = file("""
                server: https://file.example.com
                name: file
                stateDir: /file
                heartbeatSeconds: 1
                labels: {site: file, env: file, floor: 3}
                """);
        var environment = Map.of(
                "SIGNALBEAM_AGENT_SERVER", "https://variable.example.com",
                "SIGNALBEAM_AGENT_NAME", "variable",
                "SIGNALBEAM_AGENT_STATE_DIR", " ",
                "SIGNALBEAM_AGENT_LABELS", "site=variable, env = variable ,canary",
                "SIGNALBEAM_AGENT_HEARTBEAT_SECONDS", "7");
        var config = value(AgentConfigReader.read(
                file, environment, Map.of("server", "https://option.example.com", "labels", "site=option")));
        assertThat(config.server()).hasHost("option.example.com");
        assertThat(config.joining().name()).isEqualTo("variable");
        assertThat(config.stateDir()).as("an empty variable says nothing").hasToString("/file");
        assertThat(config.rhythm().heartbeat()).hasSeconds(7);
        assertThat(config.joining().labels())
                .containsOnly(
                        Map.entry("site", "option"),
                        Map.entry("env", "variable"),
                        Map.entry("floor", "3"),
                        Map.entry("canary", ""));
    }

    @Test
    void every_text_key_has_its_variable() {
        var environment = new HashMap<String, String>();
        Map.ofEntries(
                        Map.entry("SERVER", "ftp://x"),
                        Map.entry("PROXY", "socks5://user:secret@x:1080"),
                        Map.entry("STATE_DIR", "\0"),
                        Map.entry("TOKEN_FILE", "\0"),
                        Map.entry("SEED_FILE", "\0"),
                        Map.entry("KEY_ROTATION_DAYS", "0"),
                        Map.entry("DOCKER_HOST", "npipe://x"),
                        Map.entry("HEARTBEAT_SECONDS", "0"),
                        Map.entry("RECONCILE_SECONDS", "0"),
                        Map.entry("DRIFT_SECONDS", "0"),
                        Map.entry("QUIET_SECONDS", "-1"),
                        Map.entry("BACKOFF_MAX_SECONDS", "0"),
                        Map.entry("SPOOL_BYTES", "1"),
                        Map.entry("DISK_RESERVE_BYTES", "-1"),
                        Map.entry("HEALTH_LISTEN", "0.0.0.0:80"))
                .forEach((name, value) -> environment.put("SIGNALBEAM_AGENT_" + name, value));
        assertThat(errors(AgentConfigReader.read(null, environment, Map.of())))
                .extracting(FieldError::field)
                .as("all at once")
                .containsExactlyInAnyOrder(
                        "server",
                        "proxy",
                        "stateDir",
                        "tokenFile",
                        "seedFile",
                        "keyRotationDays",
                        "dockerHost",
                        "heartbeatSeconds",
                        "reconcileSeconds",
                        "driftSeconds",
                        "quietSeconds",
                        "backoffMaxSeconds",
                        "spoolBytes",
                        "diskReserveBytes",
                        "health.listen");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            server: fleet.example.com              | server              | must begin with one of [http, https]
            server: 'https://a b'                  | server              | is no address
            server: [a]                            | server              | must be a single value
            server:                                | server              | must be a single value
            dockerHost: ssh://host                 | dockerHost          | must begin with one of [tcp, unix]
            heartbeatSeconds: 3601                 | heartbeatSeconds    | must be a whole number from 1 to 3600, not 3601
            heartbeatSeconds: 1.5                  | heartbeatSeconds    | must be a whole number from 1 to 3600, not 1.5
            reconcileSeconds: 0                    | reconcileSeconds    | from 1 to 3600
            reconcileSeconds: soon                 | reconcileSeconds    | not soon
            driftSeconds: 3601                     | driftSeconds        | from 1 to 3600
            quietSeconds: 3601                     | quietSeconds        | from 0 to 3600
            backoffMaxSeconds: 86401               | backoffMaxSeconds   | from 1 to 86400
            spoolBytes: 65535                      | spoolBytes          | from 65536 to 1099511627776
            spoolBytes: 99999999999999999999       | spoolBytes          | from 65536 to 1099511627776
            hartbeatSeconds: 1                     | hartbeatSeconds     | is no setting of the agent
            labels: berlin                         | labels              | not of this form
            labels: {site: [berlin]}               | labels.site         | must be a single value
            policy: open                           | policy              | not of this form
            policy: {priviledged: true}            | policy.priviledged  | is no setting of the agent
            policy: {privileged: 'yes'}            | policy.privileged   | must be true or false
            policy: {hostNetwork: 1}               | policy.hostNetwork  | must be true or false
            policy: {hostPaths: /srv}              | policy.hostPaths    | must be a list of absolute paths
            policy: {hostPaths: [/srv, data]}      | policy.hostPaths[1] | must be an absolute path, not "data"
            policy: {devices: {a: b}}              | policy.devices      | must be a list of absolute paths
            policy: {devices: [[/dev/null]]}       | policy.devices[0]   | must be an absolute path
            health: '127.0.0.1:8099'               | health              | not of this form
            health: {listen: '10.0.0.1:8099'}      | health.listen       | must be 127.0.0.1:PORT or [::1]:PORT
            health: {listen: '127.0.0.1:70000'}    | health.listen       | not 127.0.0.1:70000
            health: {port: 8099}                   | health.port         | is no setting of the agent
            """)
    void a_wrong_value_is_told_with_its_key(String line, String field, String message) throws Exception {
        var text = (line.startsWith("server") ? "" : SERVER) + line + "\n";
        assertThat(errors(AgentConfigReader.read(file(text), Map.of(), Map.of())))
                .anySatisfy(error -> {
                    assertThat(error.field()).isEqualTo(field);
                    assertThat(error.message()).contains(message);
                });
    }

    @Test
    void a_wrong_policy_never_opens_the_host() throws Exception {
        var errors = errors(AgentConfigReader.read(
                file(SERVER + "policy: {privileged: 1, hostNetwork: on please, hostPaths: /, devices: /}\n"),
                Map.of(),
                Map.of()));
        assertThat(errors)
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "policy.privileged", "policy.hostNetwork", "policy.hostPaths", "policy.devices");
    }

    @Test
    void the_policy_is_for_the_machines_owner_and_has_no_variable() throws Exception {
        var environment = Map.of(
                "SIGNALBEAM_AGENT_POLICY", "{privileged: true}",
                "SIGNALBEAM_AGENT_POLICY_PRIVILEGED", "true",
                "SIGNALBEAM_AGENT_PRIVILEGED", "true");
        assertThat(value(AgentConfigReader.read(file(SERVER), environment, Map.of()))
                        .policy())
                .isEqualTo(HostPolicy.STRICT);
    }

    @Test
    void a_file_that_is_none_is_told_by_its_path() throws Exception {
        assertThat(fileErrors(folder.resolve("missing.yaml"))).contains("cannot be read");
        assertThat(fileErrors(file("server: [unclosed\n"))).contains("is not YAML");
        assertThat(fileErrors(file("- a list\n"))).contains("must hold keys and values");
    }

    @Test
    void an_empty_file_leaves_everything_to_the_environment() throws Exception {
        var config = value(AgentConfigReader.read(
                file("# nothing yet\n"), Map.of("SIGNALBEAM_AGENT_SERVER", "http://x"), Map.of()));
        assertThat(config.server()).hasHost("x");
    }

    @Test
    void a_token_is_read_from_its_file_unless_it_is_given() throws Exception {
        var token = Files.writeString(folder.resolve("token"), "sbe_file_secret\n");
        assertThat(valid(SERVER + "tokenFile: " + token + "\n").joining().token())
                .isEqualTo("sbe_file_secret");
        assertThat(valid(SERVER + "tokenFile: " + token + "\ntoken: sbe_given_secret\n")
                        .joining()
                        .token())
                .isEqualTo("sbe_given_secret");
        Files.delete(token);
        assertThat(valid(SERVER + "tokenFile: " + token + "\n").joining().token())
                .as("taken away after the enrolment")
                .isNull();
        assertThat(errors(AgentConfigReader.read(file(SERVER + "tokenFile: " + folder + "\n"), Map.of(), Map.of())))
                .extracting(FieldError::field)
                .containsExactly("tokenFile");
    }

    @Test
    void a_token_is_in_no_log() throws Exception {
        assertThat(valid(SERVER + "token: sbe_id_secret\n").toString()).doesNotContain("sbe_id_secret");
    }

    private AgentConfig valid(String text) throws IOException {
        return value(AgentConfigReader.read(file(text), Map.of(), Map.of()));
    }

    private static AgentConfig value(Validated<AgentConfig> read) {
        assertThat(read).isInstanceOf(Validated.Valid.class);
        return ((Validated.Valid<AgentConfig>) read).value();
    }

    private static List<FieldError> errors(Validated<AgentConfig> read) {
        assertThat(read).isInstanceOf(Validated.Invalid.class);
        return ((Validated.Invalid<AgentConfig>) read).errors();
    }

    private static String fileErrors(Path file) {
        var errors = errors(AgentConfigReader.read(file, Map.of(), Map.of()));
        assertThat(errors.getFirst().field()).isEqualTo(file.toString());
        return errors.getFirst().message();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "agent", ".yaml"), text);
    }
}
