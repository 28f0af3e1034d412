package io.signalbeam.functions.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.adapter.parquet.ParquetRows;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveIT {
    private final MemoryArchiveStore store = new MemoryArchiveStore();

    @TempDir
    private Path folder;

    private ArchiveFixture fleet;
    private TenantId tenant;
    private DeviceId device;

    @BeforeEach
    void open() {
        fleet = new ArchiveFixture(store);
        tenant = fleet.database.tenant("acme");
        device = fleet.device(tenant);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_tenant_with_a_shorter_bound_has_its_days_archived_and_deleted() throws Exception {
        var other = fleet.database.tenant("other");
        var day = fleet.daysAgo(8);
        fleet.keepsRawFor(tenant, 7);
        fleet.samples(tenant, device, day, 50);
        fleet.samples(tenant, fleet.device(tenant), day, 30);
        fleet.samples(tenant, device, fleet.daysAgo(7), 20);
        fleet.samples(other, fleet.device(other), day, 10);

        var kept = fleet.keep().run();

        assertThat(kept).isEqualTo(new KeepArchive.Kept(80, 80, 0));
        assertThat(fleet.table(day)).hasSize(10);
        assertThat(fleet.table(fleet.daysAgo(7))).hasSize(20);
        assertThat(store.files()).containsOnlyKeys("tenant=%s/day=%s/part-00001.parquet".formatted(tenant, day));
        assertThat(archived()).hasSize(80).doesNotHaveDuplicates();
        assertThat(fleet.keep().run()).isEqualTo(new KeepArchive.Kept(0, 0, 0));
    }

    @Test
    void late_samples_make_a_second_part_and_repeated_ones_do_not() throws Exception {
        var day = fleet.daysAgo(9);
        fleet.keepsRawFor(tenant, 7);
        fleet.samples(tenant, device, day, 10);
        var first = fleet.texts("select m::text from device_metrics m");
        fleet.keep().run();

        // The first of them comes again, now that its row is gone, and with it some that are new.
        var back = fleet.transactions.<Integer>asService(
                tx -> tx.createUpdate("insert into metrics_of_all_tenants select (cast(:row as device_metrics)).*")
                        .bind("row", first.getFirst())
                        .execute());
        assertThat(back).isEqualTo(1);
        fleet.samples(tenant, device, day, 3);
        fleet.keep().run();

        assertThat(fleet.table(day)).isEmpty();
        assertThat(fleet.texts("select rows::text from archive_parts order by part"))
                .containsExactly("10", "3");
        assertThat(archived()).hasSize(13).doesNotHaveDuplicates();
    }

    @Test
    void days_of_the_longest_bound_are_archived_and_then_dropped_as_a_whole() throws Exception {
        var day = fleet.daysAgo(92);
        fleet.samples(tenant, device, day, 40);
        fleet.samples(tenant, device, fleet.daysAgo(91), 5);
        fleet.samples(tenant, device, fleet.daysAgo(90), 6);

        assertThat(fleet.keep().run()).isEqualTo(new KeepArchive.Kept(45, 0, 1));

        assertThat(fleet.table(day)).isEmpty();
        assertThat(fleet.table(fleet.daysAgo(91))).hasSize(5);
        assertThat(fleet.texts("select in_table::text from archive_parts order by day"))
                .containsExactly("false", "true");
        assertThat(archived()).hasSize(45);
    }

    @Test
    void a_day_is_not_dropped_while_something_of_it_is_in_no_file() {
        var day = fleet.daysAgo(92);
        fleet.samples(tenant, device, day, 4);
        store.failAfter(0, false);
        assertThat(fleet.keep().run()).isEqualTo(new KeepArchive.Kept(0, 0, 0));
        assertThat(fleet.table(day)).hasSize(4);

        store.recover();
        assertThat(fleet.keep().run()).isEqualTo(new KeepArchive.Kept(4, 0, 1));
    }

    /** Cut off at every call of the store in turn, before or after it has been done; the next run goes on. */
    @Test
    void cut_off_anywhere_loses_nothing_and_doubles_nothing() throws Exception {
        fleet.keepsRawFor(tenant, 7);
        var days = List.of(fleet.daysAgo(8), fleet.daysAgo(9));
        int expected = 0;
        for (int calls = 0; calls < 8; calls++) {
            for (var day : days) {
                fleet.samples(tenant, device, day, 5);
                expected += 5;
            }
            store.failAfter(calls, calls % 2 == 0);
            fleet.keep().run();
            assertThat(inTableAndArchive(days))
                    .as("cut off after %d calls", calls)
                    .isEqualTo(expected);
            store.recover();
            if (calls % 3 == 0) {
                fleet.keep().run();
            }
        }
        fleet.keep().run();
        assertThat(archived()).hasSize(expected).doesNotHaveDuplicates();
        assertThat(days).allSatisfy(day -> assertThat(fleet.table(day)).isEmpty());
    }

    @Test
    void a_damaged_file_is_noticed_before_anything_is_deleted() {
        var day = fleet.daysAgo(8);
        fleet.keepsRawFor(tenant, 7);
        fleet.samples(tenant, device, day, 9);
        var damaging = new ArchiveStore() {
            @Override
            public String tag(String name) {
                return store.tag(name);
            }

            @Override
            public void put(String name, Path file, String tag) {
                store.put(name, file, tag);
                store.damage(name);
            }

            @Override
            public void fetch(String name, Path into) {
                store.fetch(name, into);
            }
        };
        new KeepArchive(
                        fleet.transactions,
                        new ArchiveDay(fleet.transactions, new PartWriter(damaging, new ParquetRows()), fleet.clock),
                        io.signalbeam.functions.testing.TestCloud.settings(java.util.Map.of()),
                        fleet.clock)
                .run();
        assertThat(fleet.table(day)).hasSize(9);
        assertThat(fleet.number("select count(*) from archive_parts")).isZero();
    }

    @Test
    void a_day_comes_back_as_it_was_stays_for_its_time_and_goes_again_without_another_file() throws Exception {
        var day = fleet.daysAgo(120);
        fleet.samples(tenant, device, day, 25);
        fleet.samples(tenant, fleet.device(tenant), day, 15);
        var before = fleet.table(day);
        assertThat(fleet.keep().run().dropped()).isEqualTo(1);
        assertThat(fleet.table(day)).isEmpty();

        assertThat(fleet.bringBack(tenant, day, 3)).isEqualTo(40);
        assertThat(fleet.table(day)).isEqualTo(before);
        assertThat(fleet.restore.run()).isZero();

        fleet.keep().run();
        assertThat(fleet.table(day)).as("it is kept").isEqualTo(before);

        fleet.clock.advance(Duration.ofDays(3));
        fleet.keep().run();
        assertThat(fleet.table(day)).isEmpty();
        assertThat(store.files()).hasSize(1);
        assertThat(fleet.number("select count(*) from archive_restores")).isZero();
        assertThat(archived()).hasSize(40);
    }

    @Test
    void a_restore_that_was_cut_off_goes_on_where_it_was() {
        var day = fleet.daysAgo(30);
        fleet.keepsRawFor(tenant, 7);
        fleet.samples(tenant, device, day, 10);
        fleet.keep().run();
        fleet.samples(tenant, device, day, 4);
        fleet.keep().run();

        store.failAfter(1, false);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> fleet.bringBack(tenant, day, 3))
                .hasMessageContaining("down");
        assertThat(fleet.table(day)).hasSize(10);
        store.recover();
        assertThat(fleet.restore.run()).isEqualTo(4);
        assertThat(fleet.table(day)).hasSize(14);
    }

    @Test
    void many_rows_of_random_devices_and_days_all_end_in_the_archive_once() throws Exception {
        var random = new Random(20261121);
        fleet.keepsRawFor(tenant, 3);
        var devices = List.of(device, fleet.device(tenant), fleet.device(tenant));
        int rows = 0;
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 5; i++) {
                int count = 1 + random.nextInt(40);
                fleet.samples(tenant, devices.get(random.nextInt(3)), fleet.daysAgo(4 + random.nextInt(4)), count);
                rows += count;
            }
            if (random.nextBoolean()) {
                fleet.bringBack(tenant, fleet.daysAgo(4 + random.nextInt(4)), 1);
            }
            store.failAfter(random.nextInt(12), random.nextBoolean());
            fleet.keep().run();
            store.recover();
            fleet.clock.advance(Duration.ofDays(random.nextInt(2)));
        }
        fleet.restore.run();
        fleet.clock.advance(Duration.ofDays(2));
        fleet.keep().run();
        assertThat(fleet.number("select count(*) from device_metrics")).isZero();
        assertThat(archived()).hasSize(rows).doesNotHaveDuplicates();
    }

    /** Keys that are in the table or in a listed file; a key in both counts once, for the file is not listed yet. */
    private int inTableAndArchive(List<LocalDate> days) throws IOException {
        var keys = new ArrayList<>(archived());
        for (var day : days) {
            keys.addAll(fleet.texts("""
                    select device_id || '/' || (extract(epoch from recorded_at) * 1000000)::bigint || '/' || event_id
                    from device_metrics where recorded_at >= ?::date::timestamp at time zone 'UTC'
                      and recorded_at < (?::date + 1)::timestamp at time zone 'UTC'""", day, day));
        }
        assertThat(keys).doesNotHaveDuplicates();
        return keys.size();
    }

    /** Keys of all rows in the files that the list of parts names. */
    private List<String> archived() throws IOException {
        var keys = new ArrayList<String>();
        for (var name : fleet.texts("select blob from archive_parts")) {
            var file = Files.write(folder.resolve("read.parquet"), store.files().get(name));
            try (var source = new ParquetRows().read(file)) {
                var places = RowKey.Places.in(source.columns());
                for (var row = source.next(); row != null; row = source.next()) {
                    var key = places.of(row);
                    keys.add(key.device() + "/" + key.recordedAt() + "/" + key.event());
                }
            }
        }
        return keys;
    }
}
