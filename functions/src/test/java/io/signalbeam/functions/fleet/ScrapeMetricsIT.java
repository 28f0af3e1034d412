package io.signalbeam.functions.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestCloud;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics}, read as a scraper reads it: by the grammar of the format, every line of it. */
class ScrapeMetricsIT {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") [^\\n]+");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") gauge");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")((?:\\{" + LABEL + "(?:," + LABEL + ")*})?) (-?[0-9.]+(?:E-?[0-9]+)?)");

    private static final TestCloud CLOUD = new TestCloud();

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void tells_how_ingest_devices_rollouts_and_the_outbox_do() {
        var acme = CLOUD.tenant("acme");
        var till = Enrolled.in(CLOUD, "acme", "till", Map.of());
        var silent = Enrolled.in(CLOUD, "acme", "silent", Map.of());
        CLOUD.device(till.key()).get("/agent/desired-state").is(200);
        var admin = CLOUD.person("acme", "Admin");
        admin.post(
                        "/bundles/pos/versions",
                        Map.of(
                                "bundleId",
                                "pos",
                                "version",
                                "1.0.0",
                                "containers",
                                List.of(Map.of("name", "app", "image", "app:1"))))
                .is(201);
        var rollout = admin.post(
                        "/rollouts",
                        Map.of(
                                "bundleId",
                                "pos",
                                "version",
                                "1.0.0",
                                "target",
                                Map.of("deviceIds", List.of(silent.id()))))
                .is(201)
                .text("/id");
        admin.post("/rollouts/" + rollout + "/pause", Map.of()).is(200);
        var now = CLOUD.clock.instant();
        CLOUD.database.owner().useHandle(handle -> {
            handle.execute(
                    "insert into ingest_progress (hub, partition, enqueued_at, taken_at) values (?, ?, ?, ?)",
                    "device-telemetry",
                    "3",
                    now.minusMillis(2500),
                    now);
            for (var age : List.of(Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofDays(2))) {
                handle.execute("""
                        insert into parked_events (id, tenant_id, parked_at, enqueued_at, hub, partition, sequence_number,
                            reason, detail, size_bytes, blob)
                        values (?, ?, ?, ?, 'device-telemetry', '3', 1, 'malformed', 'no JSON', 3, ?)""", UUID.randomUUID(), acme.value(), now.minus(age), now.minus(age), age.toString());
            }
            handle.execute("delete from outbox");
            handle.execute(
                    "insert into outbox (tenant_id, device_id, created_at) values (?, ?, ?)",
                    acme.value(),
                    till.id().value(),
                    now.minusSeconds(90));
        });

        var scraped = scrape();

        var partition = "{hub=\"device-telemetry\",partition=\"3\"}";
        assertThat(scraped)
                .containsEntry("signalbeam_ingest_lag_seconds" + partition, 2.5)
                .containsEntry("signalbeam_ingest_taken_timestamp_seconds" + partition, now.toEpochMilli() / 1000.0)
                .containsEntry("signalbeam_parked_events{reason=\"malformed\"}", 2.0)
                .containsEntry("signalbeam_parked_events{reason=\"too-old\"}", 0.0)
                .containsEntry("signalbeam_devices{state=\"online\",tenant=\"" + acme + "\"}", 1.0)
                .containsEntry("signalbeam_devices{state=\"offline\",tenant=\"" + acme + "\"}", 1.0)
                .containsEntry("signalbeam_rollouts{status=\"Paused\"}", 1.0)
                .containsEntry("signalbeam_rollouts{status=\"Running\"}", 0.0)
                .containsEntry("signalbeam_outbox_rows", 1.0)
                .containsEntry("signalbeam_outbox_oldest_seconds", 90.0);

        CLOUD.database.owner().useHandle(handle -> handle.execute("delete from outbox"));
        assertThat(scrape())
                .as("a number goes on being told when there is nothing to count")
                .containsEntry("signalbeam_outbox_rows", 0.0)
                .containsEntry("signalbeam_outbox_oldest_seconds", 0.0);
    }

    @Test
    void is_for_platform_administrators_alone() {
        CLOUD.tenant("curious");

        CLOUD.person("curious", "Admin").get("/metrics").isProblem(403, "role-required");
        CLOUD.anyone().get("/metrics").is(401);
    }

    private static Map<String, Double> scrape() {
        var answer = CLOUD.platformAdministrator().get("/metrics").is(200);
        assertThat(answer.header("content-type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        return parse(answer.body().textValue());
    }

    /** Every series by its name and labels; fails on a line that the format does not have, and on a series that is there twice. */
    private static Map<String, Double> parse(String text) {
        assertThat(text).endsWith("\n");
        var types = new HashMap<String, String>();
        var samples = new TreeMap<String, Double>();
        for (var line : text.lines().toList()) {
            var help = HELP.matcher(line);
            var type = TYPE.matcher(line);
            var sample = SAMPLE.matcher(line);
            if (help.matches()) {
                assertThat(types).doesNotContainKey(help.group(1));
            } else if (type.matches()) {
                assertThat(types.put(type.group(1), "gauge")).as(line).isNull();
            } else {
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(types).as(line).containsKey(sample.group(1));
                var before = samples.put(sample.group(1) + sample.group(2), Double.valueOf(sample.group(3)));
                assertThat(before).as(line).isNull();
            }
        }
        return samples;
    }
}
