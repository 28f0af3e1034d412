package io.signalbeam.functions.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.RollupRows;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FleetMetricsIT {
    private static TestCloud cloud;
    private static TestApi viewer;
    private static Instant now;
    private static DeviceId a;
    private static DeviceId b;
    private static DeviceId c;
    private static String group;

    @BeforeAll
    static void open() {
        cloud = new TestCloud();
        viewer = cloud.person("ours", "Viewer");
        var fleet = new FleetRows(cloud.database, cloud.tenant("ours"));
        var rollups = new RollupRows(cloud.database, fleet.tenant());
        a = fleet.device("a", Map.of("site", "oslo"));
        b = fleet.device("b", Map.of("site", "oslo"));
        c = fleet.device("c", Map.of("site", "berlin"));
        fleet.device("silent");
        group = fleet.group("g", 1, a, c).toString();
        var second = cloud.clock.instant().getEpochSecond();
        now = Instant.ofEpochSecond(second - second % 300);
        rollups.bucket("5m", a, "cpuPercent", now.minusSeconds(600), 10, 5, 20, 100);
        rollups.bucket("5m", b, "cpuPercent", now.minusSeconds(600), 10, 30, 50, 400);
        rollups.bucket("5m", c, "cpuPercent", now.minusSeconds(600), 1, 70, 70, 70);
        rollups.bucket("5m", a, "cpuPercent", now.minusSeconds(300), 90);
        rollups.bucket("5m", a, "container.shop/web.memoryBytes", now.minusSeconds(300), 1_000_000);
        rollups.bucket("1h", b, "cpuPercent", now.minus(Duration.ofDays(3)), 33);
        rollups.bucket("1d", b, "cpuPercent", now.minus(Duration.ofDays(100)), 22);

        var theirs = new FleetRows(cloud.database, cloud.tenant("theirs"));
        new RollupRows(cloud.database, theirs.tenant())
                .bucket("5m", theirs.device("theirs"), "cpuPercent", now.minusSeconds(600), 100);
    }

    @AfterAll
    static void close() {
        cloud.close();
    }

    @Test
    void takes_the_fleet_together_bucket_by_bucket() {
        var answer = viewer.get("/fleet/metrics?names=cpuPercent&maxPoints=50").is(200);
        assertThat(answer.body().path("resolutionSeconds").asInt()).isEqualTo(300);
        assertThat(answer.body().path("devices").asInt()).isEqualTo(4);
        var points = answer.body().at("/series/0/points");
        assertThat(points).hasSize(2);
        // 570 of 21 samples; the devices' means are 10, 40 and 70.
        assertThat(numbers(points.get(0)))
                .containsExactly((double) now.minusSeconds(600).toEpochMilli(), 570.0 / 21, 5, 70, 40, 3);
        assertThat(numbers(points.get(1)))
                .containsExactly((double) now.minusSeconds(300).toEpochMilli(), 90, 90, 90, 90, 1);
        assertThat(answer.text("/series/0/unit")).isEqualTo("%");
    }

    @Test
    void takes_a_group_or_a_selection_together() {
        var ofGroup =
                viewer.get("/groups/" + group + "/metrics?names=cpuPercent").is(200);
        assertThat(ofGroup.body().at("/series/0/points/0/5").asInt()).isEqualTo(2);
        var selected = viewer.get("/fleet/metrics?names=cpuPercent&selector=site%3Doslo")
                .is(200);
        assertThat(selected.body().at("/series/0/points/0/3").asInt()).isEqualTo(50);
        var both = viewer.get("/groups/" + group + "/metrics?names=cpuPercent&selector=site%3Doslo")
                .is(200);
        assertThat(both.body().path("devices").asInt()).isEqualTo(1);
    }

    @Test
    void puts_buckets_together_where_fewer_points_are_asked_for() {
        var answer = viewer.get(
                        "/fleet/metrics?names=cpuPercent&maxPoints=3&from=" + now.minusSeconds(3600) + "&to=" + now)
                .is(200);
        assertThat(answer.body().path("resolutionSeconds").asInt()).isEqualTo(1800);
        var points = answer.body().at("/series/0/points");
        int samples = 0;
        for (var point : points) {
            assertThat(point.get(0).asLong() % 1_800_000).isZero();
            samples++;
        }
        assertThat(samples).isBetween(1, 2);
    }

    @Test
    void a_long_range_comes_from_coarser_roll_ups() {
        var month = viewer.get("/fleet/metrics?names=cpuPercent&maxPoints=1000&from=" + now.minus(Duration.ofDays(30)))
                .is(200);
        assertThat(month.body().path("resolutionSeconds").asInt()).isEqualTo(3600);
        assertThat(month.body().at("/series/0/points/0/1").asDouble()).isEqualTo(33);
        var year = viewer.get("/fleet/metrics?names=cpuPercent&from=" + now.minus(Duration.ofDays(300)))
                .is(200);
        assertThat(year.body().path("resolutionSeconds").asInt() % 86_400).isZero();
        assertThat(year.body().at("/series/0/points/0/1").asDouble()).isEqualTo(22);
    }

    @Test
    void names_the_devices_with_the_greatest_and_the_least_values() {
        assertThat(viewer.get("/fleet/metrics/top").is(200).texts("items", "deviceName"))
                .containsExactly("c", "a", "b");
        var least = viewer.get("/fleet/metrics/top?order=Least&aggregation=Min&limit=2")
                .is(200);
        assertThat(least.texts("items", "deviceName")).containsExactly("a", "b");
        assertThat(least.body().at("/items/0/value").asDouble()).isEqualTo(5);
        assertThat(viewer.get("/fleet/metrics/top?aggregation=Last&groupId=" + group)
                        .is(200)
                        .texts("items", "deviceName"))
                .containsExactly("a", "c");
        assertThat(viewer.get("/fleet/metrics/top?name=container.shop%2Fweb.memoryBytes")
                        .is(200)
                        .texts("items", "deviceName"))
                .containsExactly("a");
    }

    @Test
    void refuses_what_there_is_not() {
        viewer.get("/fleet/metrics?names=nonsense").isProblem(400, "validation-failed");
        viewer.get("/fleet/metrics?selector=a%20in").isProblem(400, "validation-failed");
        viewer.get("/fleet/metrics?from=" + now.plusSeconds(3600)).isProblem(400, "validation-failed");
        viewer.get("/groups/" + a + "/metrics").isProblem(404, "not-found");
        viewer.get("/fleet/metrics/top?groupId=" + a).isProblem(404, "not-found");
        viewer.get("/fleet/metrics/top?limit=101").isProblem(400, "validation-failed");
    }

    @Test
    void reads_no_more_buckets_than_its_budget_however_large_the_fleet() {
        var to = Instant.parse("2026-11-21T12:00:00Z");
        for (var days : new int[] {1, 7, 30, 366}) {
            for (var devices : new int[] {0, 1, 100, 5_000, 100_000}) {
                var from = to.minus(Duration.ofDays(days));
                var chosen = FleetResolution.of(from, to, 300, devices);
                assertThat(chosen.seconds() % chosen.rollup().seconds()).isZero();
                assertThat(Duration.ofDays(days).toSeconds() / chosen.seconds()).isLessThan(300);
                long buckets =
                        Duration.ofDays(days).toSeconds() / chosen.rollup().seconds() * devices;
                assertThat(chosen.rollup() == Rollup.DAY || buckets <= FleetResolution.BUDGET)
                        .isTrue();
            }
        }
        assertThat(FleetResolution.of(to.minus(Duration.ofDays(1)), to, 300, 100))
                .isEqualTo(new FleetResolution(300, Rollup.FIVE_MINUTES));
        assertThat(FleetResolution.of(to.minus(Duration.ofDays(1)), to, 300, 5_000))
                .isEqualTo(new FleetResolution(3_600, Rollup.HOUR));
    }

    private static double[] numbers(JsonNode point) {
        return StreamSupport.stream(point.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
