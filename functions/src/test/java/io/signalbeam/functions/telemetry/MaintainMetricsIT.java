package io.signalbeam.functions.telemetry;

import static io.signalbeam.functions.telemetry.TelemetryFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaintainMetricsIT {

    @Test
    void makes_room_ahead_and_drops_only_days_that_ingest_no_longer_takes() {
        try (var fleet = new TelemetryFixture()) {
            var device = fleet.device(fleet.database.tenant("acme"));
            var oldest = NOW.minus(Duration.ofDays(90));
            fleet.take().take(List.of(fleet.delivery(device, oldest, 1), fleet.delivery(device, NOW, 2)));
            var database = fleet.database.database();

            new MaintainMetrics(database, InstantSource.fixed(NOW)).run();
            assertThat(fleet.rows()).isEqualTo(2);
            assertThat(fleet.number("select count(*) from pg_class where relname = 'device_metrics_20261124'"))
                    .isEqualTo(1);

            var later = InstantSource.fixed(NOW.plus(Duration.ofDays(2)));
            assertThat(new MaintainMetrics(database, later).run().dropped())
                    .as("while what was written that day is not rolled up")
                    .isZero();
            new RollUpMetrics(database, later).runAll();
            assertThat(new MaintainMetrics(database, later).run().dropped()).isEqualTo(1);
            assertThat(fleet.rows()).isEqualTo(1);

            // The day can be made again.
            var take = fleet.take();
            assertThat(take.take(List.of(fleet.delivery(device, oldest.plusSeconds(1), 3)))
                            .stored())
                    .isEqualTo(1);
        }
    }
}
