package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.agent.cloud.FakeCloud;
import io.signalbeam.agent.telemetry.LocalMetrics;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people, monitors and programs of the machine see of an agent that runs, and tell it. */
class LocalViewIT {
    private static final Pattern TOLD_AT = Pattern.compile("health is told at (127\\.0\\.0\\.1:[0-9]+)");

    @TempDir
    private Path folder;

    private FakeCloud cloud;
    private AgentProgram agent;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void run() throws Exception {
        cloud = new FakeCloud();
        cloud.keepLeases();
        cloud.refuse(503, "unavailable", null);
        agent = AgentProgram.run(cloud, folder, "health: {listen: \"127.0.0.1:0\"}\nbackoffMaxSeconds: 1");
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
        http.close();
        cloud.close();
    }

    @Test
    void health_says_what_each_part_does_from_the_wait_for_enrolment_on_and_what_programs_tell_is_sent()
            throws Exception {
        cloud.eventually(() -> agent.log().contains("cannot enrol yet"));
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(command(new StringWriter(), "health")).isZero();
        var said = new StringWriter();
        assertThat(command(said, "health", "--ready")).isEqualTo(Main.UNHEALTHY);
        assertThat(said.toString()).contains("\"ready\":false");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(health().path("enrolled").asBoolean(true)).isFalse();

        cloud.accept();
        cloud.eventually(() -> part("reconcile").path("failures").asInt() > 0);
        var unready = get("/health/ready");
        assertThat(unready.statusCode()).isEqualTo(503);
        assertThat(part("reconcile").path("reason").asText()).contains("the container engine does not answer");
        cloud.eventually(() -> health().path("telemetryOver").asText().equals("HTTPS"));
        assertThat(part("poll").path("failures").asInt()).isZero();
        assertThat(unready.body()).as("anybody may ask").doesNotContain("sbd_", "van-7");

        assertThat(get("/logs?lines=10&follow=false").statusCode())
                .as("not for anybody")
                .isEqualTo(404);
        assertThat(get("/other").statusCode()).isEqualTo(404);
        var post = HttpRequest.newBuilder(uri("/health/live"))
                .POST(BodyPublishers.ofString("x"))
                .build();
        assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);

        // What programs tell reaches the cloud.
        tell("oil.temp:81.5|g\ndoors:2|c\nnonsense\n");
        cloud.eventually(() -> custom().containsKey("doors"));
        assertThat(custom()).isEqualTo(Map.of("oil.temp", 81.5, "doors", 2.0));
        assertThat(health().path("localMetrics").toString()).isEqualTo("{\"taken\":2,\"refused\":1}");
        assertThat(agent.log()).contains("it is no gauge or counter of StatsD: nonsense");
    }

    @Test
    void logs_shows_the_last_entries_and_goes_on() throws Exception {
        cloud.eventually(() -> agent.log().contains("cannot enrol yet"));
        var shown = new StringWriter();
        assertThat(logs(shown, "--lines", "1")).isZero();
        assertThat(shown.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(agent.log()).contains(line));

        var followed = new StringWriter();
        var follower = new FutureTask<>(() -> logs(followed, "--follow"));
        Thread.ofPlatform().daemon(true).start(follower);
        cloud.eventually(() -> followed.toString().contains("health is told at"));
        cloud.accept();
        cloud.eventually(() -> followed.toString().contains(" starts, "));
        agent.close();
        assertThat(follower.get(60, TimeUnit.SECONDS)).as("goes with the agent").isZero();
        assertThat(logs(new StringWriter())).as("of a dead one").isEqualTo(Main.UNHEALTHY);
        var health = new StringWriter();
        assertThat(command(health, "health")).isEqualTo(Main.UNHEALTHY);
        assertThat(health.toString()).contains("does not run");
    }

    private int logs(StringWriter out, String... options) {
        return command(out, "logs", options);
    }

    private int command(StringWriter out, String name, String... options) {
        var arguments = new ArrayList<>(List.of(name, "--config", agent.config().toString()));
        arguments.addAll(List.of(options));
        return Main.commandLine().setOut(new PrintWriter(out)).execute(arguments.toArray(String[]::new));
    }

    /** Of the first sample that counted doors; nothing when there was none. */
    private Map<String, Double> custom() {
        return cloud.heartbeats.stream()
                .map(heartbeat -> heartbeat.metrics().custom())
                .filter(custom -> custom.containsKey("doors"))
                .findFirst()
                .orElse(Map.of());
    }

    private void tell(String lines) throws IOException {
        try (var program = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            program.connect(UnixDomainSocketAddress.of(folder.resolve("state").resolve(LocalMetrics.FILE)));
            program.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private JsonNode part(String name) {
        for (var part : health().path("parts")) {
            if (part.path("name").asText().equals(name)) {
                return part;
            }
        }
        return Json.lenient().missingNode();
    }

    private JsonNode health() {
        try {
            return Json.lenient().readTree(get("/health/ready").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private URI uri(String path) {
        var told = TOLD_AT.matcher(agent.log());
        assertThat(told.find()).as(agent::log).isTrue();
        return URI.create("http://" + told.group(1) + path);
    }
}
