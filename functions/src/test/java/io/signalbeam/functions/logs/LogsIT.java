package io.signalbeam.functions.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.opentelemetry.api.OpenTelemetry;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.DeviceDirectorySql;
import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.parking.MemoryParkingStore;
import io.signalbeam.functions.parking.ParkEvents;
import io.signalbeam.functions.parking.ParkingStore;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.LogBatch;
import io.signalbeam.shared.telemetry.LogCodec;
import io.signalbeam.shared.telemetry.LogLine;
import io.signalbeam.shared.telemetry.LogLine.Stream;
import io.signalbeam.shared.telemetry.LogLines;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogsIT {
    private final TestCloud cloud = new TestCloud();
    private final MemoryParkingStore parked = new MemoryParkingStore();
    private MemoryLogStore store;
    private TestApi viewer;
    private Enrolled device;
    private Instant hour;
    private long sequence;

    @BeforeAll
    void tenants() {
        cloud.tenant("acme");
        cloud.tenant("other");
        cloud.app.with(ParkingStore.class, parked);
    }

    @BeforeEach
    void fresh() {
        store = new MemoryLogStore();
        viewer = new TestApi(cloud.instance().with(LogStore.class, store))
                .with("authorization", "Bearer " + cloud.tokens.issue(TestCloud.claims("acme", "Viewer")));
        device = Enrolled.in(cloud, "acme", "d" + System.nanoTime(), Map.of());
        hour = cloud.clock.instant().truncatedTo(ChronoUnit.HOURS);
    }

    @AfterAll
    void close() {
        cloud.close();
    }

    @Test
    void lines_are_read_by_time_in_pages_and_by_nobody_elses_tenant() {
        take(batch(hour.minusSeconds(7_200), 1, 3));
        take(batch(hour.minusSeconds(30), 3, 4), batch(hour.minusSeconds(20), 3, 4), batch(hour.plusSeconds(1), 7, 4));

        assertThat(texts(logs("?from=" + hour.minusSeconds(30) + "&to=" + hour.plusSeconds(3))))
                .hasSize(10);
        assertThat(texts(logs("?from=" + hour.minusSeconds(9_000) + "&to=" + hour.plusSeconds(60) + "&limit=2000")))
                .hasSize(15);

        var all = new ArrayList<String>();
        var path = "?from=" + hour.minusSeconds(9_000) + "&to=" + hour.plusSeconds(60) + "&limit=4";
        var page = logs(path);
        all.addAll(texts(page));
        while (page.body().has("nextCursor")) {
            page = logs(path + "&cursor=" + page.text("/nextCursor"));
            all.addAll(texts(page));
        }
        assertThat(all).hasSize(15).doesNotHaveDuplicates();

        var stranger = new TestApi(cloud.instance().with(LogStore.class, store))
                .with("authorization", "Bearer " + cloud.tokens.issue(TestCloud.claims("other", "Admin")));
        stranger.get(path()).isProblem(404, "not-found");
    }

    @Test
    void what_is_delivered_again_is_in_its_file_once() {
        var one = delivery(batch(hour, 7, 2));
        var two = delivery(batch(hour.plusSeconds(5), 7, 2));
        var three = delivery(batch(hour.plusSeconds(9), 7, 2));
        assertThat(takeLogs().take(List.of(one, two))).isEqualTo(2);
        assertThat(takeLogs().take(List.of(one, two, three))).isEqualTo(1);

        // It is written, and nobody learns of it.
        var four = delivery(batch(hour.plusSeconds(12), 7, 2));
        var take = takeLogs();
        store.losesAnswers(true);
        assertThatThrownBy(() -> take.take(List.of(three, four))).isInstanceOf(TransientFailure.class);
        store.losesAnswers(false);
        assertThat(take.take(List.of(three, four))).isZero();
        assertThat(texts(logs("?from=" + hour + "&to=" + hour.plusSeconds(60)))).hasSize(8);
    }

    @Test
    void who_follows_gets_each_line_once_over_the_end_of_an_hour() {
        cloud.clock.advance(Duration.between(cloud.clock.instant(), hour.plusSeconds(3_590)));
        take(batch(hour.plusSeconds(3_580), 7, 2));
        var path = "?follow=true&from=" + hour.plusSeconds(3_000);
        var page = logs(path);
        assertThat(texts(page)).hasSize(2);
        for (int i = 0; i < 5; i++) {
            cloud.clock.advance(Duration.ofSeconds(4));
            // Two seconds on their way: the last of the hour come in the next one.
            take(batch(cloud.clock.instant().minusSeconds(2), 7, 2));
            page = logs(path + "&cursor=" + page.text("/nextCursor"));
            assertThat(texts(page)).as("round %d", i).hasSize(2);
        }
        assertThat(texts(logs(path + "&cursor=" + page.text("/nextCursor")))).isEmpty();
        cloud.clock.advance(Duration.ofHours(5));
        take(batch(cloud.clock.instant().minusSeconds(2), 7, 2));
        assertThat(texts(logs(path + "&cursor=" + page.text("/nextCursor")))).hasSize(2);
    }

    @Test
    void logs_that_are_no_logs_are_parked_and_metrics_are_left_alone() {
        var broken = delivery(batch(hour, 8, 2));
        var forged = new Delivery(
                broken.position(),
                UuidV7.random().toString(),
                broken.properties(),
                delivery(batch(hour, 7, 2)).body());
        assertThat(takeLogs().take(List.of(broken, forged))).isZero();
        assertThat(parked.blobs().values()).extracting("reason").contains("malformed", "forged-source");

        var metrics = new Delivery(
                broken.position(), broken.publisher(), broken.properties(), "{}".getBytes(StandardCharsets.UTF_8));
        var logs = new ArrayList<Delivery>();
        assertThat(takeLogs().split(List.of(broken, metrics), logs)).containsExactly(metrics);
        assertThat(logs).containsExactly(broken);
    }

    @Test
    void files_go_when_their_time_is_over() {
        take(batch(hour, 1, 2), batch(hour, 30, 2));
        var end = new EndLogs(store, cloud.clock);
        assertThat(end.run()).isZero();
        cloud.clock.advance(Duration.ofDays(2));
        assertThat(end.run()).isEqualTo(1);
        assertThat(store.files()).hasSize(1);
        cloud.clock.advance(Duration.ofDays(29));
        assertThat(end.run()).isEqualTo(1);
    }

    private TestApi.Answer logs(String query) {
        return viewer.get(path() + query).is(200);
    }

    private String path() {
        return "/devices/" + device.id() + "/bundles/shop/containers/web/logs";
    }

    private static List<String> texts(TestApi.Answer answer) {
        return answer.texts("items", "text");
    }

    private TakeLogs takeLogs() {
        var transactions = cloud.database.database();
        return new TakeLogs(
                store,
                new DeviceDirectorySql(transactions),
                new ParkEvents(
                        parked, transactions, new IngestNumbers(OpenTelemetry.noop(), cloud.clock), Onlookers.NONE),
                cloud.clock);
    }

    private void take(LogBatch... batches) {
        var deliveries = new ArrayList<Delivery>();
        for (var batch : batches) {
            deliveries.add(delivery(batch));
        }
        assertThat(takeLogs().take(deliveries)).isEqualTo(batches.length);
    }

    private Delivery delivery(LogBatch batch) {
        var event =
                TelemetryEvent.of(UuidV7.random(), device.id(), TelemetryEvent.TYPE_LOG, cloud.clock.instant(), batch);
        sequence++;
        return new Delivery(
                new Delivery.Position(
                        "device-telemetry", "1", sequence, cloud.clock.instant().plusMillis(sequence)),
                device.id().toString(),
                JsonNodeFactory.instance.objectNode(),
                LogCodec.encode(event));
    }

    /** A line a second. */
    private static LogBatch batch(Instant first, int retentionDays, int count) {
        var lines = new ArrayList<LogLine>();
        for (int i = 0; i < count; i++) {
            lines.add(new LogLine(first.plusSeconds(i), Stream.stdout, "line " + UuidV7.random()));
        }
        return new LogBatch("shop", "web", retentionDays, first, lines.getLast().at(), count, LogLines.pack(lines));
    }
}
