package io.signalbeam.functions.telemetry;

import static io.signalbeam.functions.telemetry.TelemetryFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.MetricsSample.ContainerSample;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollUpMetricsIT {
    private final TelemetryFixture fleet = new TelemetryFixture();
    private final TenantId tenant = fleet.database.tenant("acme");
    private final RollUpMetrics rollUp = new RollUpMetrics(fleet.database.database(), InstantSource.fixed(NOW));

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void every_number_of_a_sample_is_rolled_up_by_its_name() {
        var device = fleet.device(tenant);
        fleet.take()
                .take(List.of(
                        fleet.delivery(device, NOW.plusSeconds(10), 10),
                        fleet.delivery(device, NOW.plusSeconds(40), 30),
                        fleet.delivery(device, NOW.plusSeconds(20), 50)));

        rollUp.runAll();

        assertThat(rows("rollup_5m_of_all_tenants", device, "%"))
                .containsExactly(
                        "container.web/nginx.cpuPercent 12:00 3 10 50 90 30 12:00:40",
                        "container.web/nginx.memoryBytes 12:00 3 12000000 12000000 36000000 12000000 12:00:40",
                        "container.web/nginx.restarts 12:00 3 0 0 0 0 12:00:40",
                        "cpuPercent 12:00 3 10 50 90 30 12:00:40",
                        "custom.queue 12:00 3 20 100 180 60 12:00:40",
                        "diskTotalBytes 12:00 3 68719476736 68719476736 206158430208 68719476736 12:00:40",
                        "diskUsedBytes 12:00 3 10737418240 10737418240 32212254720 10737418240 12:00:40",
                        "load1 12:00 3 0.5 0.5 1.5 0.5 12:00:40",
                        "memoryTotalBytes 12:00 3 4294967296 4294967296 12884901888 4294967296 12:00:40",
                        "memoryUsedBytes 12:00 3 1073741824 1073741824 3221225472 1073741824 12:00:40",
                        "networkReceivedBytes 12:00 3 1000 1000 3000 1000 12:00:40",
                        "networkSentBytes 12:00 3 2000 2000 6000 2000 12:00:40",
                        "temperatureCelsius 12:00 3 41.5 41.5 124.5 41.5 12:00:40",
                        "uptimeSeconds 12:00 3 100 100 300 100 12:00:40");
    }

    @Test
    void late_and_repeated_samples_correct_what_is_rolled_up_already() {
        var device = fleet.device(tenant);
        var first = fleet.delivery(device, NOW.minus(Duration.ofDays(3)), 10);
        fleet.take().take(List.of(first, fleet.delivery(device, NOW.minusSeconds(1), 1)));
        rollUp.runAll();

        var late = fleet.delivery(device, NOW.minus(Duration.ofDays(3)).plusSeconds(3_000), 20);
        fleet.take().take(List.of(late, first));
        fleet.take().take(List.of(late));
        rollUp.runAll();

        assertThat(rows("rollup_5m_of_all_tenants", device, "cpuPercent"))
                .containsExactly(
                        "cpuPercent 11:55 1 1 1 1 1 11:59:59",
                        "cpuPercent 12:00 1 10 10 10 10 12:00:00",
                        "cpuPercent 12:50 1 20 20 20 20 12:50:00");
        assertThat(rows("rollup_1h_of_all_tenants", device, "cpuPercent"))
                .containsExactly("cpuPercent 11:00 1 1 1 1 1 11:59:59", "cpuPercent 12:00 2 10 20 30 20 12:50:00");
        assertThat(rows("rollup_1d_of_all_tenants", device, "cpuPercent"))
                .containsExactly("cpuPercent 00:00 1 1 1 1 1 11:59:59", "cpuPercent 00:00 2 10 20 30 20 12:50:00");
        assertThat(fleet.number("select count(*) from metrics_dirty")
                        + fleet.number("select count(*) from rollups_dirty"))
                .isZero();
    }

    @Test
    void numbers_too_great_to_be_summed_stop_nothing() {
        var device = fleet.device(tenant);
        var huge = new MetricsSample(
                null,
                5.0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of("a", 1.7e308, "b", -1e290),
                List.of(new ContainerSample("web", "nginx", null, null, 2)));
        var batch = new ArrayList<Delivery>();
        for (int i = 0; i < 3; i++) {
            batch.add(fleet.delivery(
                    device.toString(),
                    TelemetryFixture.body(device, UUID.randomUUID(), NOW.plusSeconds(i), huge),
                    NOW));
        }
        fleet.take().take(batch);
        rollUp.runAll();

        assertThat(fleet.texts(
                        "select metric from rollup_1d_of_all_tenants where device_id = ? order by metric",
                        device.value()))
                .containsExactly("container.web/nginx.restarts", "cpuPercent", "custom.b");
        assertThat(series(device, List.of("custom.a"), NOW, NOW.plusSeconds(10), 2))
                .isEqualTo(List.of());
    }

    @Test
    void a_month_comes_from_roll_ups_and_what_they_do_not_have_yet_from_samples() {
        var device = fleet.device(tenant);
        var batch = new ArrayList<Delivery>();
        for (int hour = 0; hour < 720; hour++) {
            batch.add(fleet.delivery(device, NOW.minus(Duration.ofHours(hour)).minusSeconds(1), hour % 10));
            batch.add(fleet.delivery(device, NOW.minus(Duration.ofHours(hour)).minusSeconds(100), 10 + hour % 10));
        }
        var from = NOW.minus(Duration.ofDays(30));
        var names = List.of("cpuPercent", "custom.queue", "container.web/nginx.cpuPercent");
        fleet.take().take(batch);
        var fromSamples = names.stream()
                .map(name -> series(device, List.of(name), from, NOW, 1000))
                .toList();
        assertThat(fromSamples.getFirst())
                .hasSize(720)
                .contains(List.of(NOW.minus(Duration.ofHours(1)).toEpochMilli(), 5.0, 0.0, 10.0));
        rollUp.runAll();
        // What is in no roll-up is seen too.
        fleet.take().take(List.of(fleet.delivery(device, NOW.plusSeconds(1), 99)));

        for (int i = 0; i < names.size(); i++) {
            assertThat(series(device, names.subList(i, i + 1), from, NOW, 1000)).isEqualTo(fromSamples.get(i));
        }
        assertThat(series(device, List.of("cpuPercent"), from, NOW.plusSeconds(60), 1000))
                .hasSize(721)
                .last()
                .isEqualTo(List.of(NOW.toEpochMilli(), 99.0, 99.0, 99.0));
        // Samples gone, roll-ups there: nearly all of the answer is.
        fleet.database
                .owner()
                .useHandle(handle -> handle.execute("delete from device_metrics where device_id = ?", device.value()));
        assertThat(series(device, List.of("cpuPercent"), from, NOW, 1000)).hasSize(0);
    }

    private List<List<Number>> series(DeviceId device, List<String> names, Instant from, Instant to, int maxPoints) {
        var read = new ReadMetrics(fleet.database.database(), InstantSource.fixed(NOW));
        var query = new ReadMetrics.Query(device, names, Optional.of(from), Optional.of(to), maxPoints);
        return ((Outcome.Done<MetricSeries>) read.read(tenant, query))
                .value()
                .series()
                .getFirst()
                .points();
    }

    private List<String> rows(String view, DeviceId device, String metric) {
        return fleet.texts("""
                select concat_ws(' ', metric, to_char(bucket at time zone 'UTC', 'HH24:MI'), samples, min, max, sum, last,
                    to_char(last_at at time zone 'UTC', 'HH24:MI:SS'))
                from %s where device_id = ? and metric like ? order by 1
                """.formatted(view), device.value(), metric);
    }
}
