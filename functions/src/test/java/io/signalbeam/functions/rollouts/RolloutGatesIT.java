package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.GateFleet.NOON;
import static io.signalbeam.functions.testing.Answers.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.rollouts.GateReading.Side;
import io.signalbeam.functions.rollouts.GateResult.Verdict;
import io.signalbeam.functions.rollouts.GateView.Moment;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.RolloutId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rollouts whose waves are watched while they soak, on the real database. What each kind of metric comes to is tried on every
 * engine of series, in {@code SeriesOnEveryEngine}.
 */
class RolloutGatesIT {
    private static final Gate CPU =
            new Gate("cpuPercent", Gate.Against.Rest, Gate.By.Ratio, 1.5, null, 2, 4, OnFailure.RollBack);

    private static TestDatabase database;
    private GateFleet fleet;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void prepare() {
        fleet = new GateFleet(database, "gates-" + UUID.randomUUID());
    }

    @Test
    void a_wave_that_does_worse_than_the_rest_is_rolled_back_with_the_numbers() {
        var a = fleet.canary("a");
        var b = fleet.canary("b");
        var others = List.of(fleet.other("c"), fleet.other("d"), fleet.other("e"));
        var id = fleet.begin(CPU);
        fleet.seconds(10);
        fleet.succeed("healthy", a, b);
        assertThat(fleet.gates(id).getFirst().verdict()).isEqualTo(Verdict.NotEnough);
        for (int i = 0; i < 2; i++) {
            fleet.seconds(2);
            fleet.sample(a, 80);
            fleet.sample(b, 90);
            others.forEach(other -> fleet.sample(other, 10));
        }
        fleet.seconds(2);
        fleet.advance.tick();

        var gate = fleet.gates(id).getFirst();
        assertThat(gate.verdict()).isEqualTo(Verdict.Fails);
        assertThat(gate.updated()).isEqualTo(new Side(85.0, 4, 2));
        assertThat(gate.reference()).isEqualTo(new Side(10.0, 6, 3));
        assertThat(gate.since()).isEqualTo(NOON.plusSeconds(16));
        assertThat(fleet.one(id).status()).isEqualTo(RolloutStatus.RollingBack);
        assertThat(fleet.one(id).reason())
                .isEqualTo(
                        "cpuPercent is 85 on 2 devices that were updated, and 10 on 3 that are not updated yet: that is"
                                + " 8.5 times as much; at most 1.5 times as much is allowed.");
        assertThat(fleet.rows.desired(a)).isEmpty();
    }

    @Test
    void a_gate_without_enough_data_says_so_and_waits_until_there_is() {
        var a = fleet.canary("a");
        var b = fleet.canary("b");
        fleet.other("c");
        var id = fleet.begin(new Gate("cpuPercent", null, null, 50.0, null, 2, 2, null));
        fleet.succeed("healthy", a, b);
        fleet.seconds(5);
        fleet.sample(a, 10);
        fleet.sample(a, 10);
        fleet.seconds(GateFleet.SOAK);
        fleet.advance.tick();

        assertThat(fleet.one(id).phase()).isEqualTo("Soaking");
        assertThat(fleet.one(id).waitingFor())
                .isEqualTo(
                        "Wave 1 goes on soaking: cpuPercent: there are 2 samples of 1 device among those updated, and it"
                                + " takes 2 of 2.");
        fleet.sample(b, 12);
        fleet.seconds(60);
        fleet.advance.tick();

        assertThat(fleet.one(id).wave()).isEqualTo(2);
        assertThat(fleet.gates(id).getFirst().updated()).isEqualTo(new Side(11.0, 3, 2));
    }

    @Test
    void a_gate_keeps_what_it_has_measured() {
        var a = fleet.canary("a");
        fleet.other("b");
        var id = fleet.begin(new Gate("cpuPercent", null, null, 50.0, null, 1, 9, null));
        fleet.succeed("healthy", a);
        for (double cpu : List.of(10.0, 20.0, 60.0)) {
            fleet.seconds(2);
            fleet.sample(a, cpu);
            fleet.seconds(3);
            fleet.advance.tick();
        }

        assertThat(fleet.gates(id).getFirst().history())
                .containsExactly(
                        new Moment(NOON.plusSeconds(5), 10.0, null),
                        new Moment(NOON.plusSeconds(10), 15.0, null),
                        new Moment(NOON.plusSeconds(15), 30.0, null));
    }

    @Test
    void a_history_has_room_for_any_time() {
        var history = "[]";
        long day = Duration.ofDays(1).toSeconds();
        for (int second = 0; second <= day; second += 120) {
            history = historyWith(history, NOON.plusSeconds(second), second);
        }
        assertThat(historyWith(history, NOON.plusSeconds(day + 60), null))
                .as("nothing was measured")
                .isEqualTo(history);

        var moments = GateResultsSql.history(history);
        assertThat(moments).hasSizeBetween(30, 60);
        assertThat(moments.getFirst()).isEqualTo(new Moment(NOON, 0.0, null));
        assertThat(moments)
                .allSatisfy(moment -> assertThat(moment.at())
                        .isEqualTo(NOON.plusSeconds((long) (double) Objects.requireNonNull(moment.updated()))));
        var longest = IntStream.range(1, moments.size())
                .mapToLong(i -> Duration.between(
                                moments.get(i - 1).at(), moments.get(i).at())
                        .toSeconds())
                .max();
        assertThat(longest.orElseThrow()).isLessThanOrEqualTo(day / 20);
    }

    private static String historyWith(String history, Instant at, @Nullable Integer value) {
        return database.owner()
                .withHandle(tx -> tx.createQuery(
                                "SELECT gate_history(:history::jsonb, :at::timestamptz, :value::double precision, NULL)::text")
                        .bind("history", history)
                        .bind("at", at)
                        .bind("value", value)
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void resuming_lets_a_failing_gate_pass_for_its_wave_and_says_who_did() {
        var a = fleet.canary("a");
        fleet.other("b");
        var id = fleet.begin(new Gate("unhealthyContainersPercent", null, null, 0.0, null, null, null, null));
        fleet.succeed("unhealthy", a);
        assertThat(fleet.one(id).status()).isEqualTo(RolloutStatus.Paused);
        assertThat(fleet.one(id).reason()).startsWith("unhealthyContainersPercent is 100 on 1 device that was updated");

        fleet.does(id, new RolloutAction.Resume());
        fleet.advance.tick();
        assertThat(fleet.one(id).phase()).isEqualTo("Soaking");
        assertThat(fleet.gates(id).getFirst().verdict()).isEqualTo(Verdict.Fails);
        assertThat(fleet.gates(id).getFirst().passedBy()).isEqualTo("Ann");
        fleet.seconds(GateFleet.SOAK);
        fleet.advance.tick();
        assertThat(fleet.one(id).wave()).isEqualTo(2);
    }

    @Test
    void resuming_lets_a_gate_without_data_pass_once_the_soak_is_over_and_not_before() {
        var a = fleet.canary("a");
        fleet.other("b");
        var id = fleet.begin(new Gate("custom.none", null, null, 0.0, null, null, null, null));
        fleet.succeed("healthy", a);
        pauseAndResume(id);
        assertThat(fleet.gates(id).getFirst().passedBy()).isNull();
        fleet.seconds(GateFleet.SOAK);
        fleet.advance.tick();
        assertThat(fleet.one(id).phase()).isEqualTo("Soaking");

        pauseAndResume(id);

        fleet.advance.tick();
        assertThat(fleet.one(id).wave()).isEqualTo(2);
    }

    private void pauseAndResume(RolloutId id) {
        fleet.does(id, new RolloutAction.Pause());
        fleet.does(id, new RolloutAction.Resume());
    }

    @Test
    void promoting_judges_by_the_soak_so_far() {
        var a = fleet.canary("a");
        fleet.other("b");
        var id = fleet.begin(new Gate("cpuPercent", null, null, 50.0, null, null, 2, null));
        fleet.succeed("healthy", a);
        var soakingAt = fleet.one(id).waves().getFirst().soakingAt();
        for (int i = 0; i < 2; i++) {
            fleet.seconds(1);
            fleet.sample(a, 10);
        }
        fleet.seconds(1);
        fleet.does(id, new RolloutAction.Promote(null));
        fleet.advance.tick();

        assertThat(fleet.one(id).wave()).isEqualTo(2);
        assertThat(fleet.one(id).waves().getFirst().soakingAt()).isEqualTo(soakingAt);
    }

    @Test
    void measures_when_it_is_due_and_not_at_every_tick() {
        var a = fleet.canary("a");
        fleet.other("b");
        var id = fleet.begin(new Gate("offlinePercent", null, null, 0.0, null, null, null, null));
        fleet.succeed("healthy", a);
        var first = measured(id);
        fleet.seconds(4);
        fleet.advance.tick();
        assertThat(measured(id)).isEqualTo(first);
        fleet.seconds(1);
        fleet.advance.tick();
        assertThat(measured(id)).isEqualTo(first.plusSeconds(5));
        fleet.seconds(395);
        fleet.advance.tick();
        fleet.seconds(19);
        fleet.advance.tick();
        assertThat(measured(id)).isEqualTo(first.plusSeconds(400));
        assertThat(fleet.gates(id).getFirst().since()).isEqualTo(first);
    }

    private Instant measured(RolloutId id) {
        return fleet.gates(id).getFirst().measuredAt();
    }

    @Test
    void names_what_is_wrong_with_a_gate() {
        fleet.canary("a");
        var soak = List.of(new Wave(null, null, null, null, null, 60, null));
        assertThat(fields(fleet.asked(
                        soak,
                        gate("nothing", null, null, 1.0, null),
                        gate("cpuPercent", Gate.Against.Rest, null, 1.0, null),
                        gate("cpuPercent", null, Gate.By.Ratio, 1.0, null),
                        gate("cpuPercent", null, null, null, null),
                        gate("cpuPercent", null, null, 1.0, 1.0),
                        gate("cpuPercent", Gate.Against.Past, Gate.By.Ratio, -1.0, null),
                        new Gate("cpuPercent", null, null, 1.0, null, 0, 0, null))))
                .containsExactlyInAnyOrder(
                        "gates[0].metric",
                        "gates[1].by",
                        "gates[2].by",
                        "gates[3]",
                        "gates[4]",
                        "gates[5].atMost",
                        "gates[6].minDevices",
                        "gates[6].minSamples");
        assertThat(fields(fleet.asked(List.of(Wave.OF_ALL), gate("cpuPercent", null, null, 1.0, null))))
                .containsExactly("gates");
    }

    private static Gate gate(
            String metric,
            Gate.@Nullable Against against,
            Gate.@Nullable By by,
            @Nullable Double atMost,
            @Nullable Double atLeast) {
        return new Gate(metric, against, by, atMost, atLeast, null, null, null);
    }
}
