package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.isNotFound;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.assignments.Assignments;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.rollouts.MaintenanceWindows.Window;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainIT {
    private final TestDatabase database = TestDatabase.create();
    private final FleetRows fleet = new FleetRows(database, database.tenant("shop"));
    private final AuditSql audit = new AuditSql(Clock.systemUTC());
    private final AdvanceRollouts advance = new AdvanceRollouts(
            database.database(), audit, Projection.none(database.database()), Onlookers.NONE, Clock.systemUTC());
    private final ExplainDevice explain = new ExplainDevice(
            database.database(),
            new Assignments(database.database(), audit, Projection.none(database.database())),
            Clock.systemUTC());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void says_who_asked_what_it_beats_what_it_waits_for_and_what_the_device_says() {
        fleet.versions("app", "1.0.0", "2.0.0");
        var device = fleet.device("a");
        var canary = fleet.device("c", Map.of("canary", ""));
        var group = fleet.group("shops", 0, device, canary);
        fleet.assignToGroup(group, "app", "1.0.0");
        database.database().inTenant(fleet.tenant(), tx -> Reassess.members(tx, fleet.tenant(), group));
        fleet.report(device, "app", "1.0.0", "Running");
        var waves = List.of(new Wave(null, null, null, "canary", null, null, null), Wave.OF_ALL);
        value(new CreateRollout(database.database(), audit, advance, Clock.systemUTC())
                .create(
                        People.operator(fleet.tenant()),
                        fleet.tenant(),
                        new NewRollout(
                                "spring",
                                "app",
                                "2.0.0",
                                new RolloutTarget(group, null, null),
                                null,
                                null,
                                null,
                                null,
                                waves,
                                null,
                                null,
                                null,
                                null)));

        assertThat(texts(device))
                .anyMatch(text -> text.startsWith("It shall run app 1.0.0, because it was assigned to the group shops"))
                .anyMatch(text ->
                        text.startsWith("The rollout spring (Running) of app 2.0.0 will ask it in wave 2, and has"
                                + " not yet. 0 of 1 devices of wave 1 have succeeded"))
                .anyMatch(text -> text.equals("It reports app 1.0.0 Running."));
        assertThat(texts(canary))
                .anyMatch(text -> text.startsWith("It shall run app 2.0.0, because the rollout "))
                .anyMatch(text -> text.startsWith("That beats 1.0.0 (Group"))
                .anyMatch(text -> text.contains("has asked it, and it has not been seen to know"))
                .anyMatch(text -> text.endsWith("is about to be put where it polls."));
        assertThat(isNotFound(explain.explain(fleet.tenant(), DeviceId.random())))
                .isTrue();
    }

    @Test
    void says_of_one_device_that_its_window_is_closed_or_that_it_must_be_online() {
        var rollouts = new RolloutFixture(database, "places");
        var berlin = rollouts.online(rollouts.fleet.device("berlin", Map.of("timezone", "Europe.Berlin")));
        var tokyo = rollouts.fleet.device("tokyo", Map.of("timezone", "Asia.Tokyo"));
        var evenings = new MaintenanceWindows(null, null, List.of(new Window(null, "20:00", "22:00")));
        rollouts.created(ARollout.of("2.0.0", berlin, tokyo)
                .named("nights")
                .windows(evenings)
                .maxUnavailable(1));

        assertThat(rollouts.explained(berlin))
                .anyMatch(text -> text.contains("has not yet. It is outside the rollout's windows, by the clock of"
                                + " Europe/Berlin; the next opens at 2026-01-01T19:00:00.000Z.")
                        && !text.contains("only while it is online"));
        assertThat(rollouts.explained(tokyo))
                .as("at nine in the evening there")
                .anyMatch(text -> text.contains("has not yet. It is asked only while it is online."));
    }

    @Test
    void names_the_gate_that_a_soaking_wave_waits_for() {
        var rollouts = new RolloutFixture(database, "soaking");
        var device = rollouts.fleet.device("a");
        rollouts.created(ARollout.of("2.0.0", device)
                .waves(new Wave(null, null, null, null, null, 600, null))
                .gates(new Gate("custom.sold", null, null, 1.0, null, null, null, null)));
        rollouts.report(device, "Running");
        rollouts.advance.tick();
        rollouts.pass(Duration.ofMinutes(11));
        rollouts.advance.tick();

        assertThat(rollouts.explained(device))
                .anyMatch(text -> text.contains("has it as Succeeded. Wave 1 goes on soaking: custom.sold:"));
    }

    private List<String> texts(DeviceId device) {
        return value(explain.explain(fleet.tenant(), device)).steps().stream()
                .map(Explanation.Step::text)
                .toList();
    }
}
