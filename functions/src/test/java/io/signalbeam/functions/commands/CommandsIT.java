package io.signalbeam.functions.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.commands.CommandOutputs.Place;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestApi.Answer;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.desired.DesiredCommand;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsIT {
    private TestCloud cloud;
    private TenantId tenant;
    private TestApi operator;
    private Enrolled till;
    private long sequence;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        tenant = cloud.tenant("acme");
        operator = cloud.person("acme", "Operator");
        till = Enrolled.in(cloud, "acme", "till", Map.of());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_command_goes_to_the_device_and_its_answer_comes_back_step_by_step() {
        var generation = desired().generation();
        var id = issue(Map.of("kind", "FetchLogs", "bundleId", "shop", "container", "web", "lines", 40));
        var asked = only();
        assertThat(asked.id()).isEqualTo(id);
        assertThat(asked.kind()).isEqualTo("FetchLogs");
        assertThat(asked.bundleId() + "/" + asked.container() + " " + asked.lines())
                .isEqualTo("shop/web 40");
        assertThat(asked.expiresAt()).isEqualTo(asked.issuedAt().plus(Duration.ofHours(1)));
        assertThat(desired().generation())
                .as("what was given up is not tried again for a command")
                .isEqualTo(generation);
        assertThat(get(id).text("/status")).isEqualTo("Pending");

        say(id, "Delivered");
        assertThat(get(id).text("/status")).isEqualTo("Delivered");
        say(id, "Running", Map.of("progress", 30, "message", "half of it"));
        var running = get(id);
        assertThat(running.text("/progress") + " " + running.text("/message")).isEqualTo("30 half of it");
        assertThat(desired().commands()).hasSize(1);

        operator.get("/devices/" + till.id() + "/commands/" + id + "/output").isProblem(404, "not-found");
        device().put("/agent/commands/" + id + "/output", "erste Zeile ü\n").is(204);
        device().put("/agent/commands/" + id + "/output", "the line\n").is(204);
        say(id, "Succeeded", Map.of("message", "1 line"));

        var done = get(id);
        assertThat(done.text("/status")).isEqualTo("Succeeded");
        assertThat(done.text("/outputBytes")).isEqualTo("9");
        assertThat(done.text("/startedAt")).isNotBlank();
        assertThat(done.text("/finishedAt")).isNotBlank();
        assertThat(operator.get("/devices/" + till.id() + "/commands/" + id + "/output")
                        .is(200)
                        .body()
                        .asText())
                .isEqualTo("the line\n");
        assertThat(desired().commands()).isEmpty();
        device().put("/agent/commands/" + id + "/output", "too late").isProblem(409, "conflict");
    }

    @Test
    void an_answer_counts_once_and_is_never_taken_back() {
        var id = issue(Map.of("kind", "Prune"));
        say(id, "Succeeded", Map.of("message", "first"));
        say(id, "Failed", Map.of("message", "second"));
        say(id, "Running");
        assertThat(get(id).text("/status") + " " + get(id).text("/message")).isEqualTo("Succeeded first");
        var trail = cloud.person("acme", "Admin")
                .get("/audit?action=command.finish")
                .is(200);
        assertThat(trail.texts("items", "objectId")).containsExactly(id);
        assertThat(trail.text("/items/0/actor")).isEqualTo("device " + till.id());
        assertThat(cloud.person("acme", "Admin")
                        .get("/audit?action=command.issue")
                        .text("/items/0/details/kind"))
                .isEqualTo("Prune");
    }

    @Test
    void the_word_of_another_device_changes_nothing() {
        var id = issue(Map.of("kind", "Refresh"));
        var other = Enrolled.in(cloud, "acme", "other", Map.of());
        report(other, Map.of("id", id, "status", "Succeeded"));
        assertThat(get(id).text("/status")).isEqualTo("Pending");
        operator.get("/devices/" + other.id() + "/commands/" + id).isProblem(404, "not-found");
    }

    @Test
    void one_that_is_not_begun_in_time_expires_and_so_does_one_that_is_not_answered() {
        var asleep = issue(Map.of("kind", "Refresh", "expiresInSeconds", 60));
        var lost = issue(Map.of("kind", "Refresh", "expiresInSeconds", 60));
        say(lost, "Running");
        var end = cloud.app.get(EndCommands.class);
        cloud.clock.advance(Duration.ofSeconds(60));
        assertThat(end.run()).isZero();
        cloud.clock.advance(Duration.ofSeconds(1));
        assertThat(end.run()).isEqualTo(1);
        assertThat(get(asleep).text("/status")).isEqualTo("Expired");
        assertThat(only().id()).isEqualTo(lost);
        cloud.clock.advance(EndCommands.ANSWER);
        assertThat(end.run()).isEqualTo(1);
        assertThat(get(lost).text("/status")).isEqualTo("Expired");
        assertThat(desired().commands()).isEmpty();

        say(asleep, "Running");
        assertThat(get(asleep).text("/status")).isEqualTo("Expired");
        say(lost, "Succeeded");
        assertThat(get(lost).text("/status")).as("it had been done").isEqualTo("Succeeded");
    }

    @Test
    void one_that_is_taken_back_is_gone_from_the_device_unless_it_has_begun() {
        var id = issue(Map.of("kind", "Refresh"));
        operator.post("/devices/" + till.id() + "/commands/" + id + "/cancel", null)
                .is(200);
        assertThat(get(id).text("/status")).isEqualTo("Cancelled");
        assertThat(desired().commands()).isEmpty();
        operator.post("/devices/" + till.id() + "/commands/" + id + "/cancel", null)
                .is(200);
        assertThat(cloud.person("acme", "Admin")
                        .get("/audit?action=command.cancel")
                        .texts("items", "objectId"))
                .containsExactly(id);

        var begun = issue(Map.of("kind", "Refresh"));
        say(begun, "Running");
        operator.post("/devices/" + till.id() + "/commands/" + begun + "/cancel", null)
                .isProblem(409, "conflict");
    }

    @Test
    void a_reboot_takes_an_admin() {
        operator.post("/devices/" + till.id() + "/commands", Map.of("kind", "Reboot"))
                .isProblem(403, "role-required");
        cloud.person("acme", "Admin")
                .post("/devices/" + till.id() + "/commands", Map.of("kind", "Reboot"))
                .is(201);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"kind\":\"FetchLogs\"}', bundleId container",
        "'{\"kind\":\"FetchLogs\",\"bundleId\":\"Shop\",\"container\":\"web\",\"lines\":10001}', bundleId lines",
        "'{\"kind\":\"Refresh\",\"bundleId\":\"shop\",\"container\":\"web\",\"lines\":1}', bundleId container lines",
        "'{\"kind\":\"Prune\",\"expiresInSeconds\":29}', expiresInSeconds",
        "'{\"kind\":\"Explode\"}', kind",
        "'{\"sort\":\"Prune\"}', sort kind",
    })
    void names_each_field_that_cannot_be(String body, String fields) {
        var refused = operator.post("/devices/" + till.id() + "/commands", body.replace('\'', '"'))
                .isProblem(400, "validation-failed");
        assertThat(refused.texts("errors", "field")).containsExactlyInAnyOrder(fields.split(" "));
    }

    @Test
    void lists_the_newest_first_and_takes_no_more_than_a_device_could_answer() {
        var ids = new java.util.ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            cloud.clock.advance(Duration.ofMillis(1));
            ids.addFirst(issue(Map.of("kind", "Refresh")));
        }
        operator.post("/devices/" + till.id() + "/commands", Map.of("kind", "Refresh"))
                .isProblem(409, "conflict");
        var first = operator.get("/devices/" + till.id() + "/commands?limit=15").is(200);
        var second = operator.get("/devices/" + till.id() + "/commands?limit=15&cursor=" + first.text("/nextCursor"))
                .is(200);
        assertThat(first.texts("items", "id")).isEqualTo(ids.subList(0, 15));
        assertThat(second.texts("items", "id")).isEqualTo(ids.subList(15, 20));
        assertThat(desired().commands().stream().map(DesiredCommand::id).toList())
                .isEqualTo(ids.reversed());
    }

    @Test
    void a_device_that_is_out_takes_none_and_what_is_old_is_forgotten_with_what_it_gave() {
        var id = issue(Map.of("kind", "Diagnostics"));
        device().put("/agent/commands/" + id + "/output", "a text").is(204);
        say(id, "Succeeded");
        cloud.clock.advance(EndCommands.KEPT.plusSeconds(1));
        assertThat(cloud.app.get(EndCommands.class).run()).isEqualTo(1);
        operator.get("/devices/" + till.id() + "/commands/" + id).isProblem(404, "not-found");
        var place = new Place(tenant, till.id(), UUID.fromString(id));
        assertThatThrownBy(() -> cloud.outputs.read(place)).isInstanceOf(PermanentFailure.class);

        cloud.person("acme", "Admin").delete("/devices/" + till.id()).is(204);
        operator.post("/devices/" + till.id() + "/commands", Map.of("kind", "Refresh"))
                .isProblem(409, "conflict");
    }

    @Test
    void an_output_has_a_bound() {
        var id = issue(Map.of("kind", "Diagnostics"));
        device().put("/agent/commands/" + id + "/output", "x".repeat(CommandOutputs.MAX_BYTES + 1))
                .isProblem(413, "too-large");
    }

    private TestApi device() {
        return cloud.device(till.key());
    }

    private String issue(Map<String, Object> wish) {
        return operator.post("/devices/" + till.id() + "/commands", wish)
                .is(201)
                .text("/id");
    }

    private Answer get(String id) {
        return cloud.person("acme", "Viewer")
                .get("/devices/" + till.id() + "/commands/" + id)
                .is(200);
    }

    private io.signalbeam.shared.desired.DesiredState desired() {
        return cloud.twins.read(till.id()).orElseThrow().desired();
    }

    private DesiredCommand only() {
        assertThat(desired().commands()).hasSize(1);
        return desired().commands().getFirst();
    }

    private void say(String id, String status) {
        say(id, status, Map.of());
    }

    private void say(String id, String status, Map<String, Object> more) {
        var answer = new HashMap<String, Object>(more);
        answer.put("id", id);
        answer.put("status", status);
        report(till, answer);
    }

    private void report(Enrolled device, Map<String, Object> answer) {
        cloud.device(device.key())
                .post(
                        "/agent/reports",
                        Map.of(
                                "schema", 1,
                                "deviceId", device.id().toString(),
                                "sequence", ++sequence,
                                "observedGeneration", 1,
                                "at", cloud.clock.instant(),
                                "agent", Map.of("version", "1", "os", "linux", "arch", "arm64", "hostname", "till"),
                                "bundles", List.of(),
                                "containers", List.of(),
                                "commands", List.of(answer)))
                .is(202);
    }
}
