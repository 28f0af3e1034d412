package io.signalbeam.functions.parking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.functions.intake.Reason;
import io.signalbeam.functions.logs.TakeLogs;
import io.signalbeam.functions.reports.TakeReports;
import io.signalbeam.functions.telemetry.TakeTelemetry;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.telemetry.LogBatch;
import io.signalbeam.shared.telemetry.LogCodec;
import io.signalbeam.shared.telemetry.LogLine;
import io.signalbeam.shared.telemetry.LogLines;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class ReplayIT {
    private static final Duration AHEAD = Duration.ofHours(2);

    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong names = new AtomicLong();
    private TestCloud cloud;
    private String tenant;
    private TenantId tenantId;
    private TestApi operator;
    private Enrolled device;

    @BeforeAll
    void open() {
        cloud = new TestCloud(Map.of("SIGNALBEAM_EVENTHUB_NAMESPACES", "[" + TestCloud.namespace(2) + "]"));
    }

    @AfterAll
    void close() {
        cloud.close();
    }

    @BeforeEach
    void makeTenant() {
        tenant = "t" + names.incrementAndGet();
        tenantId = cloud.tenant(tenant);
        operator = cloud.person(tenant, "Operator");
        device = Enrolled.in(cloud, tenant, "till", Map.of());
    }

    private Instant now() {
        return cloud.clock.instant();
    }

    private byte[] sample(UUID id, Instant recordedAt, String metric) {
        return sample(id, recordedAt, 20, metric);
    }

    private byte[] sample(UUID id, Instant recordedAt, double cpu, String metric) {
        var sample = new MetricsSample(
                1L, cpu, null, null, null, null, null, null, null, null, null, Map.of(metric, 1.5), List.of());
        return TelemetryCodec.encodeMetrics(
                TelemetryEvent.of(id, device.id(), TelemetryEvent.TYPE_METRICS, recordedAt, sample));
    }

    private Delivery delivery(String hub, byte[] body) {
        return new Delivery(
                new Delivery.Position(hub, "1", sequence.incrementAndGet(), now()),
                device.id().toString(),
                JsonNodeFactory.instance.objectNode().put("kind", "test"),
                body);
    }

    private void send(byte[]... bodies) {
        for (var body : bodies) {
            cloud.app.get(TakeTelemetry.class).take(List.of(delivery("device-telemetry", body)));
        }
    }

    /** The one that was parked last. */
    private String parked() {
        return operator.get("/parked-events").is(200).text("/items/0/id");
    }

    private static Map<String, Long> shift(Duration by) {
        return Map.of("shiftMillis", by.toMillis());
    }

    private List<String> rows() {
        return texts(
                "select event_id || ' ' || to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
                        + " from device_metrics where device_id = :id order by recorded_at");
    }

    private List<String> texts(String sql) {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery(sql)
                        .bind("id", device.id().value())
                        .mapTo(String.class)
                        .list());
    }

    private static String row(UUID id, Instant at) {
        return id + " " + at;
    }

    @Test
    void a_parked_event_is_shown_with_its_bytes_and_what_they_say() {
        var id = UuidV7.random();
        var body = sample(id, now().plus(AHEAD), "queue");
        send(body);

        var shown = operator.get("/parked-events/" + parked()).is(200);

        assertThat(shown.text("/reason")).isEqualTo("time-in-future");
        assertThat(shown.text("/properties/kind")).isEqualTo("test");
        assertThat(Base64.getDecoder().decode(shown.text("/body"))).isEqualTo(body);
        assertThat(shown.text("/decoded/id")).isEqualTo(id.toString());
        assertThat(shown.body().has("replayedAt")).isFalse();
    }

    @Test
    void bytes_that_are_no_json_are_shown_without_a_meaning() {
        send(new byte[] {1, 2, 3});

        var shown = operator.get("/parked-events/" + parked()).is(200);

        assertThat(shown.text("/body")).isEqualTo("AQID");
        assertThat(shown.body().has("decoded")).isFalse();
    }

    @Test
    void an_event_of_a_clock_that_was_ahead_is_stored_once_however_often_it_is_replayed_with_the_same_shift() {
        var id = UuidV7.random();
        var wrong = now().plus(AHEAD);
        send(sample(id, wrong, "queue"));
        var replay = "/parked-events/" + parked() + "/replay";

        for (int i = 0; i < 3; i++) {
            var answer = operator.post(replay, shift(AHEAD.negated())).is(200);
            assertThat(answer.text("/result")).isEqualTo("Taken");
        }

        assertThat(rows()).containsExactly(row(id, wrong.minus(AHEAD)));
        assertThat(operator.get("/parked-events").is(200).body().path("items")).isEmpty();
        var taken = operator.get("/parked-events?replayed=true").is(200);
        assertThat(taken.text("/items/0/shiftMillis")).isEqualTo(Long.toString(-AHEAD.toMillis()));
    }

    @Test
    void what_another_app_parked_of_a_further_namespace_is_replayed_as_what_it_is() {
        var id = UuidV7.random();
        var wrong = now().plus(AHEAD);
        cloud.app.get(TakeTelemetry.class).take(List.of(delivery("device-telemetry-2", sample(id, wrong, "queue"))));

        operator.post("/parked-events/" + parked() + "/replay", shift(AHEAD.negated()))
                .is(200);
        assertThat(rows()).containsExactly(row(id, wrong.minus(AHEAD)));

        cloud.app.get(TakeReports.class).take(List.of(delivery("device-reports-2", new byte[] {1, 2, 3})));
        assertThat(operator.post("/parked-events/" + parked() + "/replay", null)
                        .is(200)
                        .text("/result"))
                .isEqualTo("Parked");
    }

    @Test
    void logs_that_were_parked_are_in_their_file_once_however_often_they_are_replayed() {
        var written = now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        var parkedBatch = log(written, "parked");
        cloud.database.owner().useHandle(tx -> lifecycle(tx, "Disabled"));
        cloud.app.get(TakeLogs.class).take(List.of(parkedBatch));
        cloud.database.owner().useHandle(tx -> lifecycle(tx, "Active"));
        // What the device sent since has a later place in the hub than the parked batch.
        var later = log(written.plusSeconds(1), "later");
        cloud.app.get(TakeLogs.class).take(List.of(later));
        var id = parked();

        for (int i = 0; i < 2; i++) {
            var answer = operator.post("/parked-events/" + id + "/replay", null).is(200);
            assertThat(answer.text("/result")).isEqualTo("Taken");
            // As if nobody had learned that it was taken.
            cloud.database
                    .owner()
                    .useHandle(tx -> tx.execute("update parked_events set replayed_at = null, shift_millis = null"));
        }
        cloud.app.get(TakeLogs.class).take(List.of(later));

        var lines = operator.get("/devices/" + device.id() + "/bundles/shop/containers/web/logs?from=" + written)
                .is(200);
        assertThat(lines.texts("items", "text")).containsExactly("later", "parked");
    }

    private void lifecycle(Handle tx, String lifecycle) {
        tx.execute(
                "update devices set lifecycle = ? where id = ?",
                lifecycle,
                device.id().value());
    }

    private Delivery log(Instant at, String text) {
        var packed = LogLines.pack(List.of(new LogLine(at, LogLine.Stream.stdout, text)));
        var batch = new LogBatch("shop", "web", 7, at, at, 1, packed);
        return delivery(
                "device-telemetry",
                LogCodec.encode(TelemetryEvent.of(UuidV7.random(), device.id(), TelemetryEvent.TYPE_LOG, at, batch)));
    }

    @Test
    void an_event_that_was_taken_with_one_shift_is_refused_with_another() {
        var id = UuidV7.random();
        send(sample(id, now().plus(AHEAD), "queue"));
        var replay = "/parked-events/" + parked() + "/replay";
        operator.post(replay, shift(AHEAD.negated())).is(200);

        operator.post(replay, shift(AHEAD.negated().minusSeconds(1))).isProblem(409, "conflict");
        operator.post(replay, null).isProblem(409, "conflict");

        assertThat(rows()).hasSize(1);
    }

    @Test
    void of_two_replays_with_different_shifts_at_the_same_time_one_wins() throws Exception {
        send(sample(UuidV7.random(), now().plus(AHEAD), "queue"));
        var replay = "/parked-events/" + parked() + "/replay";
        try (var threads = Executors.newFixedThreadPool(4)) {
            var tries = List.of(0, 1, 2, 3).stream()
                    .map(more -> (Callable<TestApi.Answer>) () ->
                            operator.post(replay, shift(AHEAD.plusSeconds(more).negated())))
                    .toList();
            var statuses = threads.invokeAll(tries).stream()
                    .map(done -> done.resultNow().status())
                    .toList();
            assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
        }
        assertThat(rows()).hasSize(1);
    }

    @Test
    void an_event_that_is_still_poison_stays_parked_with_the_reason_of_the_last_try() {
        send(sample(UuidV7.random(), now().plus(AHEAD), "queue"));
        var id = parked();
        var stillAhead = operator.post("/parked-events/" + id + "/replay", null).is(200);
        assertThat(stillAhead.text("/result")).isEqualTo("Parked");
        assertThat(stillAhead.text("/reason")).isEqualTo("time-in-future");

        var tooOld = operator.post("/parked-events/" + id + "/replay", shift(Duration.ofDays(-100)))
                .is(200);

        assertThat(tooOld.text("/result")).isEqualTo("Parked");
        assertThat(tooOld.text("/reason")).isEqualTo("too-old");
        assertThat(operator.get("/parked-events/" + id).is(200).text("/reason")).isEqualTo("too-old");
        assertThat(rows()).isEmpty();
    }

    @Test
    void an_event_that_the_database_refuses_leaves_no_trace_but_its_new_reason() {
        var id = UuidV7.random();
        // As under an older release with stricter rules, which this one would take.
        var poison = new Poison(
                delivery("device-telemetry", sample(id, now(), 77, "queue")),
                tenantId,
                Reason.MALFORMED,
                "an old rule");
        cloud.app.get(ParkEvents.class).park(List.of(poison), now());
        var replay = "/parked-events/" + parked() + "/replay";
        change("alter table device_metrics add constraint odd check (cpu_percent <> 77) not valid");

        assertThat(operator.post(replay, null).is(200).text("/reason")).isEqualTo("unstorable");
        assertThat(rows()).isEmpty();

        change("alter table device_metrics drop constraint odd");
        assertThat(operator.post(replay, null).is(200).text("/result")).isEqualTo("Taken");
        assertThat(rows()).containsExactly(row(id, now()));
    }

    private void change(String sql) {
        cloud.database.owner().useHandle(tx -> tx.execute(sql));
    }

    @Test
    void an_event_that_its_device_has_sent_again_meanwhile_is_taken_and_not_doubled() {
        var id = UuidV7.random();
        var event = sample(id, now(), "queue");
        var early = new Poison(delivery("device-telemetry", event), tenantId, Reason.DEVICE_DISABLED, "it was");
        cloud.app.get(ParkEvents.class).park(List.of(early), now());
        send(event);

        var answer = operator.post("/parked-events/" + parked() + "/replay", null);

        assertThat(answer.is(200).text("/result")).isEqualTo("Taken");
        assertThat(rows()).containsExactly(row(id, now()));
    }

    @Test
    void reports_are_replayed_too_and_their_own_time_moves_along() {
        var at = now().plus(AHEAD);
        var report = new DeviceReport(
                1,
                device.id(),
                1,
                0,
                at,
                new AgentFacts("0.1.0", "linux", "amd64", "till", null),
                List.of(),
                List.of(),
                null,
                List.of());
        var body = TelemetryCodec.encodeReport(
                TelemetryEvent.of(UuidV7.random(), device.id(), TelemetryEvent.TYPE_STATE, at, report));
        cloud.app.get(TakeReports.class).take(List.of(delivery("device-reports", body)));

        var answer = operator.post("/parked-events/" + parked() + "/replay", shift(AHEAD.negated()))
                .is(200);

        assertThat(answer.text("/result")).as(answer.body().toString()).isEqualTo("Taken");
        assertThat(texts("select (report->>'at')::text from device_state where device_id = :id"))
                .containsExactly(at.minus(AHEAD).toString());
    }

    @Test
    void many_are_replayed_by_filter_page_by_page() {
        var wrong = now().plus(AHEAD);
        for (int i = 0; i < 7; i++) {
            send(sample(UuidV7.random(), wrong.plusSeconds(i), "queue"));
            send("{".getBytes(StandardCharsets.UTF_8));
        }
        var taken = 0;
        var path = "/parked-events/replay?limit=3&reason=time-in-future&deviceId=" + device.id();
        var cursor = "";
        do {
            var page = operator.post(path + cursor, shift(AHEAD.negated())).is(200);
            assertThat(page.texts("items", "result")).containsOnly("Taken");
            taken += page.body().path("items").size();
            var next = page.body().path("nextCursor").asText();
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());

        assertThat(taken).isEqualTo(7);
        assertThat(rows()).hasSize(7);
        assertThat(operator.get("/parked-events").is(200).texts("items", "reason"))
                .hasSize(7)
                .containsOnly("malformed");
    }

    @Test
    void a_key_for_idempotency_may_come_along() {
        send(sample(UuidV7.random(), now().plus(AHEAD), "queue"));
        var path = "/parked-events/" + parked() + "/replay";
        var caller = operator.with("idempotency-key", "again");
        caller.post(path, shift(AHEAD.negated())).is(200);
        caller.post(path, shift(AHEAD.negated())).is(200);
        assertThat(rows()).hasSize(1);
    }

    @Test
    void a_deleted_event_is_gone_with_its_bytes() {
        send("{".getBytes(StandardCharsets.UTF_8));
        var id = parked();
        int before = cloud.parked.blobs().size();

        operator.delete("/parked-events/" + id).is(204);

        operator.get("/parked-events/" + id).isProblem(404, "not-found");
        operator.post("/parked-events/" + id + "/replay", null).isProblem(404, "not-found");
        operator.delete("/parked-events/" + id).isProblem(404, "not-found");
        assertThat(cloud.parked.blobs()).hasSize(before - 1);
    }

    @Test
    void a_delete_that_cannot_reach_the_bytes_leaves_the_entry() {
        send("{".getBytes(StandardCharsets.UTF_8));
        var id = parked();
        cloud.parked.goDown(true);
        try {
            operator.delete("/parked-events/" + id).isProblem(503, "unavailable");
        } finally {
            cloud.parked.goDown(false);
        }
        operator.get("/parked-events/" + id).is(200);
    }

    @Test
    void nobody_reaches_another_tenants_events() {
        send("{".getBytes(StandardCharsets.UTF_8));
        var id = parked();
        cloud.tenant("other-than-" + tenant);
        var stranger = cloud.person("other-than-" + tenant, "Admin");

        stranger.get("/parked-events/" + id).isProblem(404, "not-found");
        stranger.post("/parked-events/" + id + "/replay", null).isProblem(404, "not-found");
        stranger.delete("/parked-events/" + id).isProblem(404, "not-found");
        assertThat(stranger.post("/parked-events/replay", null).is(200).body().path("items"))
                .isEmpty();
        operator.get("/parked-events/" + id).is(200);
    }

    @Test
    void who_replayed_and_who_deleted_is_in_the_audit_trail() {
        send(sample(UuidV7.random(), now().plus(AHEAD), "queue"));
        var id = parked();
        operator.post("/parked-events/" + id + "/replay", shift(AHEAD.negated()))
                .is(200);
        operator.delete("/parked-events/" + id).is(204);

        var trail = cloud.person(tenant, "Admin").get("/audit?objectId=" + id).is(200);

        assertThat(trail.texts("items", "action"))
                .containsExactlyInAnyOrder("parked-event.replay", "parked-event.delete");
        assertThat(Json.write(trail.body())).contains("\"shiftMillis\":" + -AHEAD.toMillis());
    }

    @Test
    void a_shift_that_is_no_number_or_too_large_is_named() {
        send("{".getBytes(StandardCharsets.UTF_8));
        var path = "/parked-events/" + parked() + "/replay";
        operator.post(path, Map.of("shiftMillis", "later")).isProblem(400, "validation-failed");
        operator.post(path, Map.of("shiftMillis", Long.MAX_VALUE)).isProblem(400, "validation-failed");
        operator.get("/parked-events?replayed=maybe").isProblem(400, "validation-failed");
    }

    @Test
    void parked_events_are_kept_thirty_days_and_no_longer() {
        send("{".getBytes(StandardCharsets.UTF_8));
        var id = parked();
        var end = cloud.app.get(EndParking.class);
        var parkedAt = now();

        cloud.clock.advance(Duration.ofDays(30));
        assertThat(end.run()).as("at 30 days, parked %s", parkedAt).isZero();
        operator.get("/parked-events/" + id).is(200);

        cloud.clock.advance(Duration.ofMillis(1));
        assertThat(end.run()).isPositive();
        operator.get("/parked-events/" + id).isProblem(404, "not-found");
    }
}
