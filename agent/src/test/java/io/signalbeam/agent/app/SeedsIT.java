package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.identity.Enrollment;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start of an image that was given its token beforehand: the program itself, and the API over real HTTP. */
class SeedsIT {
    @TempDir
    private Path folder;

    private FakeCloud cloud;
    private Thread agent;

    @BeforeEach
    void open() throws Exception {
        cloud = new FakeCloud();
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.interrupt();
            agent.join(Duration.ofSeconds(30));
        }
        cloud.close();
    }

    @Test
    void a_token_file_enrols_without_hands_once_the_cloud_is_there_and_is_gone_then() throws Exception {
        var token = Files.writeString(folder.resolve("enrollment-token"), FakeCloud.TOKEN + "\n");
        cloud.refuse(503, "unavailable", null);
        run("server: " + cloud.uri(), "tokenFile: " + token);
        until(() -> tries() >= 2);
        assertThat(token).exists();
        cloud.accept();
        until(() -> identity() && Files.notExists(token));
        assertThat(cloud.devices()).isEqualTo(1);
    }

    @Test
    void a_file_on_the_boot_partition_brings_server_token_name_and_labels_and_loses_the_token() throws Exception {
        var seed = Files.writeString(folder.resolve("signalbeam.yaml"), """
                \ufeffserver: %s\r
                # written by the installer\r
                token: %s\r
                name: till-7\r
                labels: {site: berlin, canary: }\r
                """.formatted(cloud.uri(), FakeCloud.TOKEN));
        run("seedFile: " + seed);
        until(() -> identity() && !text(seed).contains("sbe_"));
        assertThat(cloud.enrolled().name()).isEqualTo("till-7");
        assertThat(cloud.enrolled().labels()).isEqualTo(Map.of("site", "berlin", "canary", ""));
        until(() -> cloud.requests.contains("GET /api/agent/desired-state"));
        stop();

        // The next start has the address from there still, and needs no token.
        cloud.requests.clear();
        run("seedFile: " + seed);
        until(() -> cloud.requests.contains("GET /api/agent/desired-state"));
        assertThat(cloud.devices()).isEqualTo(1);
    }

    @Test
    void a_token_that_a_power_cut_left_behind_is_taken_away_at_the_next_start() throws Exception {
        var token = folder.resolve("enrollment-token");
        Files.writeString(token, FakeCloud.TOKEN);
        run("server: " + cloud.uri(), "tokenFile: " + token);
        until(() -> identity() && Files.notExists(token));
        stop();
        Files.writeString(token, FakeCloud.TOKEN);
        run("server: " + cloud.uri(), "tokenFile: " + token);
        until(() -> Files.notExists(token));
        assertThat(cloud.devices()).isEqualTo(1);
    }

    @Test
    void a_file_that_cannot_be_written_does_not_stop_the_device() throws Exception {
        var locked = Files.createDirectory(folder.resolve("boot"));
        // A folder in the token's place cannot be deleted either, whoever asks: root may write everywhere else.
        var token = Files.createDirectory(locked.resolve("enrollment-token"));
        Files.writeString(token.resolve("x"), "");
        new Seeds(token, null).forgetToken();
        assertThat(token).exists();
    }

    @Test
    void what_is_set_elsewhere_goes_before_the_seed_and_the_token_file_before_its_token() throws Exception {
        var seed = Files.writeString(
                folder.resolve("seed.yaml"),
                "server: http://seed\ntoken: sbe_seed\nname: seed\nlabels: {a: seed, b: seed}\n");
        var file = Files.writeString(
                folder.resolve("agent.yaml"), "server: http://file\nlabels: {a: file}\nseedFile: " + seed);
        var config = read(file, Map.of("SIGNALBEAM_AGENT_NAME", "env"));
        assertThat(config.server()).hasToString("http://file");
        assertThat(config.joining().name()).isEqualTo("env");
        assertThat(config.joining().labels()).isEqualTo(Map.of("a", "file", "b", "seed"));
        assertThat(config.joining().token()).isEqualTo("sbe_seed");

        var token = Files.writeString(folder.resolve("token"), " sbe_file\n");
        assertThat(read(file, Map.of("SIGNALBEAM_AGENT_TOKEN_FILE", token.toString()))
                        .joining()
                        .token())
                .isEqualTo("sbe_file");
        assertThat(read(file, Map.of("SIGNALBEAM_AGENT_TOKEN", "sbe_env"))
                        .joining()
                        .token())
                .isEqualTo("sbe_env");
    }

    @Test
    void a_seed_that_says_what_it_cannot_is_named_without_its_token() throws Exception {
        for (var text :
                List.of("token: sbe_secret\nspoolBytes: 5\n", "token: sbe_secret\nlabels: 7", "token: [sbe_secret")) {
            var seed = Files.writeString(folder.resolve("seed.yaml"), text);
            var result = AgentConfigReader.read(
                    null,
                    Map.of("SIGNALBEAM_AGENT_SERVER", "http://x", "SIGNALBEAM_AGENT_SEED_FILE", seed.toString()),
                    Map.of());
            assertThat(((Validated.Invalid<AgentConfig>) result).errors())
                    .extracting(FieldError::field)
                    .containsExactly("seedFile");
            assertThat(result.toString()).doesNotContain("sbe_secret");
        }
    }

    private static AgentConfig read(Path file, Map<String, String> environment) {
        return ((Validated.Valid<AgentConfig>) AgentConfigReader.read(file, environment, Map.of())).value();
    }

    private void run(String... lines) throws IOException {
        var file = Files.writeString(
                folder.resolve("agent.yaml"),
                String.join("\n", lines) + "\nstateDir: " + folder.resolve("state") + "\ndockerHost: unix://"
                        + folder.resolve("no-engine.sock") + "\nbackoffMaxSeconds: 1\n");
        agent = Thread.ofPlatform().start(() -> Main.commandLine().execute("run", "--config", file.toString()));
    }

    private void stop() throws InterruptedException {
        agent.interrupt();
        agent.join(Duration.ofSeconds(30));
        assertThat(agent.isAlive()).isFalse();
    }

    private boolean identity() {
        return new Enrollment(folder.resolve("state")).identity().isPresent();
    }

    private long tries() {
        return cloud.requests.stream().filter("POST /api/agent/enroll"::equals).count();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "sbe_ cannot be read yet";
        }
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        var deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("in time").isBefore(deadline);
            Thread.sleep(50);
        }
    }
}
