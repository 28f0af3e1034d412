package io.signalbeam.functions.telemetry;

import static io.signalbeam.functions.telemetry.TelemetryFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIsolationIT {
    private final TelemetryFixture fleet = new TelemetryFixture();
    private final TenantId ours = fleet.database.tenant("ours");
    private final TenantId theirs = fleet.database.tenant("theirs");
    private final DeviceId ourDevice = fleet.device(ours);
    private final DeviceId theirDevice = fleet.device(theirs);

    @BeforeAll
    void samples() {
        fleet.take().take(List.of(fleet.delivery(ourDevice, NOW, 1), fleet.delivery(theirDevice, NOW, 2)));
    }

    @AfterAll
    void stop() {
        fleet.close();
    }

    @Test
    void a_tenant_sees_its_own_samples_only() {
        List<Double> seen = fleet.database
                .database()
                .inTenant(
                        ours,
                        handle -> handle.createQuery("select cpu_percent from metrics")
                                .mapTo(Double.class)
                                .list());
        assertThat(seen).containsExactly(1.0);
    }

    @Test
    void without_a_tenant_nothing_is_seen() {
        int seen = fleet.database.database().beforeTenant(handle -> count(handle, "metrics"));
        assertThat(seen).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from device_metrics",
                "select count(*) from device_metrics_20261121",
                "select count(*) from metrics_of_all_tenants",
                "select count(*) from device_metrics_5m",
                "select count(*) from device_metrics_5m_20261121",
                "select count(*) from rollup_5m_of_all_tenants",
                "select count(*) from metric_names",
                "select count(*) from metrics_dirty",
                "select roll_up_metrics(300, 1)",
                "select drop_time_series_before('device_metrics', now())",
                "insert into device_metrics_20261121 select * from metrics",
                "insert into metrics select * from metrics",
                "delete from metrics",
                "select drop_metrics_before(now())",
                "select ensure_metrics_partitions(current_date, current_date)"
            })
    void the_apps_role_has_no_other_way_in(String statement) {
        assertThatThrownBy(() -> fleet.database.database().inTenant(ours, handle -> handle.execute(statement)))
                .hasMessageContaining("permission denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from device_metrics",
                "select count(*) from device_metrics_20261121",
                "select count(*) from device_metrics_5m",
                "insert into device_metrics_20261121 select * from metrics_of_all_tenants",
                "delete from device_metrics",
                "update device_metrics set cpu_percent = 0",
                "update metrics_of_all_tenants set cpu_percent = 0",
                "delete from metrics_of_all_tenants"
            })
    void the_services_role_only_adds(String statement) {
        assertThatThrownBy(() -> fleet.database.database().asService(handle -> handle.execute(statement)))
                .hasMessageContaining("permission denied");
    }

    @Test
    void parked_events_of_another_tenant_are_not_seen() {
        fleet.take().take(List.of(fleet.delivery(theirDevice.toString(), new byte[] {'x'}, NOW)));
        int seen = fleet.database.database().inTenant(ours, handle -> count(handle, "parked_events"));
        assertThat(seen).isZero();
    }

    @Test
    void another_tenants_device_is_not_found() {
        var read = new ReadMetrics(fleet.database.database(), InstantSource.fixed(NOW));
        var query = new ReadMetrics.Query(theirDevice, List.of(), Optional.empty(), Optional.empty(), 10);
        assertThat(read.read(ours, query))
                .isEqualTo(Outcome.refused(new Refusal.NotFound("device", theirDevice.toString())));
    }

    @Test
    void a_series_is_raw_while_it_is_small_and_in_buckets_when_it_is_not() {
        var device = fleet.device(ours);
        var many = new ArrayList<Delivery>();
        for (int i = 0; i < 120; i++) {
            many.add(fleet.delivery(
                    device, NOW.minus(Duration.ofMinutes(60)).plusSeconds(30L * i), i % 2 == 0 ? 10 : 30));
        }
        fleet.take().take(many);
        var read = new ReadMetrics(fleet.database.database(), InstantSource.fixed(NOW));
        var names = List.of("cpuPercent", "custom.queue", "custom.absent");

        var raw = series(read, new ReadMetrics.Query(device, names, Optional.empty(), Optional.empty(), 200));
        assertThat(raw.resolutionSeconds()).isZero();
        assertThat(raw.series().getFirst().points()).hasSize(120);
        assertThat(raw.series().getFirst().unit()).isEqualTo("%");

        var bucketed = series(read, new ReadMetrics.Query(device, names, Optional.empty(), Optional.empty(), 20));
        assertThat(bucketed.resolutionSeconds()).isEqualTo(300);
        assertThat(bucketed.series().getFirst().points())
                .hasSize(12)
                .allSatisfy(point -> assertThat(point.subList(1, 4)).isEqualTo(List.of(20.0, 10.0, 30.0)));
        assertThat(bucketed.series().get(1).points().getFirst().get(1)).isEqualTo(40.0);
        assertThat(bucketed.series().get(2).points()).isEmpty();
    }

    private static int count(Handle handle, String table) {
        return handle.createQuery("select count(*) from " + table)
                .mapTo(Integer.class)
                .one();
    }

    private MetricSeries series(ReadMetrics read, ReadMetrics.Query query) {
        return switch (read.read(ours, query)) {
            case Outcome.Done<MetricSeries>(MetricSeries value) -> value;
            case Outcome.Refused<MetricSeries>(Refusal refusal) -> throw new AssertionError(refusal);
        };
    }
}
