package io.signalbeam.functions.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.telemetry.MaintainMetrics;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.testing.TimescaleServer;
import io.signalbeam.functions.testing.TimescaleServer.Edition;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples out of chunks, with and without compression. */
class SamplesOnTimescaleIT {
    private static final int OF_A_DEVICE = 40;

    private record Line(String json, List<String> key) {}

    @ParameterizedTest
    @EnumSource(Edition.class)
    void a_days_samples_come_once_in_order_and_from_where_a_turn_ended(Edition edition) {
        var clock = new TestClock();
        var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(20);
        try (var server = TimescaleServer.start(edition);
                var database = TestDatabase.on(server)) {
            var transactions = database.database();
            var acme = database.tenant("acme");
            var other = database.tenant("other");
            for (var tenant : List.of(acme, acme, other)) {
                samples(database, tenant, day);
                samples(database, tenant, day.plusDays(1));
            }
            // So that they lie in a compressed chunk where the engine has such.
            var compressed = new MaintainMetrics(transactions, clock).run().compressed();
            assertThat(compressed > 0).isEqualTo(edition == Edition.COMMUNITY);

            assertThat(transactions.<List<LocalDate>>asService(RowsSql::days)).contains(day, day.plusDays(1));
            var lines = read(transactions, acme, day, null);
            assertThat(lines).hasSize(2 * OF_A_DEVICE).doesNotHaveDuplicates();
            assertThat(lines).extracting(Line::json).allMatch(json -> json.contains(acme.toString()));
            assertThat(lines).extracting(line -> line.key().getFirst()).isSorted();
            assertThat(lines).extracting(line -> line.key().get(1)).allMatch(at -> at.startsWith(day.toString()));
            for (int taken : List.of(1, OF_A_DEVICE, OF_A_DEVICE + 7, 2 * OF_A_DEVICE)) {
                assertThat(read(transactions, acme, day, lines.get(taken - 1).key()))
                        .as("after %s", taken)
                        .isEqualTo(lines.subList(taken, lines.size()));
            }
        }
    }

    private static List<Line> read(
            Transactions transactions, TenantId tenant, LocalDate day, @Nullable List<String> after) {
        return transactions.asService(tx -> {
            RowsSql.moment(tx);
            var lines = new ArrayList<Line>();
            RowsSql.samples(tx, tenant, day, after, (json, key) -> lines.add(new Line(json, key)));
            return lines;
        });
    }

    /** Of a device more, every half hour. */
    private static void samples(TestDatabase database, TenantId tenant, LocalDate day) {
        var device = DeviceId.random().value();
        database.owner().useHandle(tx -> {
            tx.select("select ensure_metrics_partitions(?, ?)", day, day)
                    .mapTo(Integer.class)
                    .one();
            tx.execute(
                    "insert into devices (id, tenant_id, name) values (?, ?, ?)",
                    device,
                    tenant.value(),
                    "d-" + device);
            tx.execute("""
                    insert into device_metrics (tenant_id, device_id, recorded_at, event_id, received_at, cpu_percent)
                    select ?, ?, at, gen_random_uuid(), at, 50
                    from generate_series(?::date::timestamp at time zone 'UTC',
                        ?::date::timestamp at time zone 'UTC' + interval '30 minutes' * (? - 1), interval '30 minutes') at""", tenant.value(), device, day, day, OF_A_DEVICE);
        });
    }
}
