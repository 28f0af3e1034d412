package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.isNotFound;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.assignments.Assignments;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainIT {
    private final TestDatabase database = TestDatabase.create();
    private final FleetRows fleet = new FleetRows(database, database.tenant("shop"));
    private final AuditSql audit = new AuditSql(Clock.systemUTC());
    private final AdvanceRollouts advance =
            new AdvanceRollouts(database.database(), audit, Projection.none(database.database()), Clock.systemUTC());
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

    private List<String> texts(DeviceId device) {
        return value(explain.explain(fleet.tenant(), device)).steps().stream()
                .map(Explanation.Step::text)
                .toList();
    }
}
