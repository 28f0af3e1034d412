package io.signalbeam.functions.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomMetricsIT {
    private TestCloud cloud;
    private Enrolled device;
    private TestApi admin;

    @BeforeEach
    void open() {
        cloud = new TestCloud(Map.of("SIGNALBEAM_QUOTA_CUSTOM_METRICS", "2"));
        cloud.tenant("acme");
        cloud.tenant("other");
        admin = cloud.person("acme", "Admin");
        device = Enrolled.in(cloud, "acme", "till", Map.of());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_name_that_is_one_too_many_is_left_out_counted_and_told_and_the_rest_of_the_sample_is_taken() {
        send(device, Map.of("a", 1, "b", 2));
        send(device, Map.of("a", 3, "c", 4, "b", 5));
        assertThat(customs()).containsExactly("{\"a\": 1.0, \"b\": 2.0}", "{\"a\": 3.0, \"b\": 5.0}");
        var quotas = admin.get("/quotas").is(200).body();
        assertThat(quotas.path("customMetrics").toString()).isEqualTo("{\"limit\":2,\"used\":2}");
        assertThat(quotas.path("refusedMetrics").path("values").asInt()).isEqualTo(1);
        assertThat(quotas.path("refusedMetrics").path("lastName").asText()).isEqualTo("c");
        assertThat(quotas.path("refusedMetrics").path("lastDeviceId").asText())
                .isEqualTo(device.id().toString());
    }

    @Test
    void however_much_is_refused_a_device_tells_it_once_a_day() {
        send(device, Map.of("a", 1, "b", 2));
        for (int i = 0; i < 5; i++) {
            send(device, Map.of("x" + i, 1));
            cloud.clock.advance(Duration.ofMinutes(2));
        }
        assertThat(refusals()).isEqualTo(1);
        cloud.clock.advance(Duration.ofDays(1));
        send(device, Map.of("y", 1));
        assertThat(refusals()).isEqualTo(2);
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void another_tenants_names_take_no_place() {
        send(Enrolled.in(cloud, "other", "o", Map.of()), Map.of("p", 1, "q", 1));
        send(device, Map.of("a", 1, "b", 1));
        assertThat(customs()).hasSize(2).noneMatch(String::isEmpty);
        assertThat(admin.get("/quotas").is(200).body().has("refusedMetrics")).isFalse();
    }

    @Test
    void a_higher_quota_counts_within_a_minute_and_a_name_that_is_not_sent_any_more_gives_its_place_away() {
        send(device, Map.of("a", 1, "b", 1));
        send(device, Map.of("c", 1));
        cloud.platformAdministrator()
                .put("/tenants/" + tenant() + "/quotas", Map.of("customMetrics", 3))
                .is(200);
        cloud.clock.advance(Duration.ofSeconds(61));
        send(device, Map.of("c", 1));
        assertThat(names()).containsExactly("a", "b", "c");

        cloud.clock.advance(Duration.ofDays(60));
        send(device, Map.of("a", 1));
        cloud.clock.advance(Duration.ofDays(40));
        send(device, Map.of("d", 1));
        assertThat(names()).containsExactly("a", "d");
    }

    @Test
    void instances_that_meet_names_at_once_give_no_more_places_than_there_are() throws Exception {
        // The day has its room before they come: what is tried here is the names.
        send(device, Map.of());
        var instances = List.of(cloud.app, cloud.instance(), cloud.instance());
        try (var threads = Executors.newFixedThreadPool(3)) {
            var sent = IntStream.range(0, 3)
                    .mapToObj(i -> threads.submit(() -> new TestApi(instances.get(i))
                            .with("x-api-key", device.key())
                            .post("/devices/" + device.id() + "/heartbeat", sample(Map.of("i" + i, 1, "j" + i, 1)))
                            .is(202)))
                    .toList();
            for (var one : sent) {
                one.get();
            }
        }
        assertThat(names()).hasSize(2);
    }

    private void send(Enrolled from, Map<String, Integer> custom) {
        cloud.device(from.key())
                .post("/devices/" + from.id() + "/heartbeat", sample(custom))
                .is(202);
    }

    private Map<String, Object> sample(Map<String, Integer> custom) {
        cloud.clock.advance(Duration.ofMillis(1));
        return Map.of(
                "eventId",
                UuidV7.at(cloud.clock.instant()).toString(),
                "at",
                Json.format(cloud.clock.instant()),
                "metrics",
                Map.of("cpuPercent", 5, "custom", custom));
    }

    private List<String> customs() {
        return texts(
                "select coalesce(custom::text, '') from device_metrics where cpu_percent = 5 order by recorded_at");
    }

    private List<String> names() {
        return texts("select name from tenant_metric_names order by name");
    }

    private String tenant() {
        return texts("select id::text from tenants where name = 'acme'").getFirst();
    }

    private int refusals() {
        return texts("select message from device_events where type = 'io.signalbeam.device.metrics-refused.v1'")
                .size();
    }

    private List<String> texts(String query) {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery(query).mapTo(String.class).list());
    }
}
