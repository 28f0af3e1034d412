package io.signalbeam.functions.telemetry;

import static io.signalbeam.functions.telemetry.TelemetryFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.testing.TimescaleServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Series on TimescaleDB with everything, as one may run it oneself. */
class TimescaleCommunityIT extends SeriesOnEveryEngine {
    private final TimescaleServer server = TimescaleServer.start(TimescaleServer.Edition.COMMUNITY);

    @Override
    TestDatabase database() {
        return TestDatabase.on(server);
    }

    @Override
    void stopServer() {
        server.close();
    }

    @Override
    String engine() {
        return "timescale-community";
    }

    @Test
    void compressed_days_still_take_late_samples_once() {
        var device = fleet.device(tenant);
        var old = NOW.minus(Duration.ofDays(20));
        var first = fleet.delivery(device, old, 10);
        fleet.take().take(List.of(first));
        var done = new MaintainMetrics(fleet.database.database(), InstantSource.fixed(NOW)).run();
        assertThat(done.compressed()).isPositive();

        fleet.take().take(List.of(first, fleet.delivery(device, old.plusSeconds(1), 30)));
        rollUp.runAll();

        assertThat(fleet.texts(
                        "select concat_ws(' ', samples, sum) from rollup_1d_of_all_tenants where device_id = ? and metric = ?",
                        device.value(),
                        "cpuPercent"))
                .containsExactly("2 40");
    }
}
