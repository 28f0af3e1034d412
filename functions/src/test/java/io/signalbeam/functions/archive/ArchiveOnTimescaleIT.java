package io.signalbeam.functions.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.telemetry.MaintainMetrics;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.testing.TimescaleServer;
import io.signalbeam.functions.testing.TimescaleServer.Edition;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The archive over chunks, with and without compression. */
class ArchiveOnTimescaleIT {
    private static final int DAY_ROWS = 40;

    @ParameterizedTest
    @EnumSource(Edition.class)
    void a_day_is_archived_dropped_as_a_chunk_or_deleted_and_comes_back_as_it_was(Edition edition) {
        var store = new MemoryArchiveStore();
        try (var server = TimescaleServer.start(edition);
                var fleet = new ArchiveFixture(store, TestDatabase.on(server))) {
            var tenant = fleet.database.tenant("acme");
            var brief = fleet.database.tenant("brief");
            fleet.keepsRawFor(brief, 7);
            var dropped = fleet.daysAgo(120);
            var deleted = fleet.daysAgo(20);
            fleet.samples(tenant, fleet.device(tenant), dropped, DAY_ROWS);
            fleet.samples(brief, fleet.device(brief), deleted, DAY_ROWS);
            fleet.samples(tenant, fleet.device(tenant), deleted, 10);
            var beforeDrop = fleet.table(dropped);
            var beforeDelete = fleet.table(deleted);
            // So that a day leaves, and comes back to, a compressed chunk where the engine has such.
            var maintained = new MaintainMetrics(fleet.transactions, fleet.clock).run();
            assertThat(maintained.compressed()).isEqualTo(edition == Edition.COMMUNITY ? 2 : 0);

            assertThat(fleet.keep().run()).isEqualTo(new KeepArchive.Kept(2 * DAY_ROWS, DAY_ROWS, 1));

            assertThat(fleet.table(dropped)).isEmpty();
            assertThat(fleet.table(deleted)).hasSize(10);
            assertThat(fleet.bringBack(tenant, dropped, 3)).isEqualTo(DAY_ROWS);
            assertThat(fleet.bringBack(brief, deleted, 3)).isEqualTo(DAY_ROWS);
            assertThat(fleet.table(dropped)).isEqualTo(beforeDrop);
            assertThat(fleet.table(deleted)).isEqualTo(beforeDelete);

            fleet.clock.advance(Duration.ofDays(3));
            fleet.keep().run();
            assertThat(fleet.table(dropped)).isEmpty();
            assertThat(fleet.table(deleted)).hasSize(10);
            assertThat(store.files()).hasSize(2);
        }
    }
}
