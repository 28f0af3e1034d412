package io.signalbeam.functions.telemetry;

import static io.signalbeam.functions.telemetry.TelemetryFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintainMetricsIT {

    @Test
    void makes_room_for_the_days_ahead_and_takes_none_away() {
        try (var fleet = new TelemetryFixture()) {
            var device = fleet.device(fleet.database.tenant("acme"));
            var oldest = NOW.minus(Duration.ofDays(90));
            fleet.take().take(List.of(fleet.delivery(device, oldest, 1), fleet.delivery(device, NOW, 2)));
            var database = fleet.database.database();

            new MaintainMetrics(database, InstantSource.fixed(NOW)).run();
            assertThat(fleet.number("select count(*) from pg_class where relname = 'device_metrics_20261124'"))
                    .isEqualTo(1);

            new MaintainMetrics(database, InstantSource.fixed(NOW.plus(Duration.ofDays(400)))).run();
            assertThat(fleet.rows()).isEqualTo(2);
        }
    }
}
