package io.signalbeam.functions.assignments;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.isNotFound;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuarantineIT {
    private static final BundleRef BAD = new BundleRef("app", "2.0.0");

    private final TestDatabase database = TestDatabase.create();
    private final FleetRows fleet = new FleetRows(database, database.tenant("shop"));
    private final AuditSql audit = new AuditSql(Clock.systemUTC());
    private final Assignments assignments =
            new Assignments(database.database(), audit, Projection.none(database.database()));
    private final LiftQuarantine lift = new LiftQuarantine(database.database(), audit, Clock.systemUTC());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void is_asked_of_nobody_and_reaches_who_waited_when_it_is_lifted() {
        fleet.versions("app", "1.0.0", "2.0.0");
        var person = People.operator(fleet.tenant());
        var device = fleet.device("a");
        var group = fleet.group("all", 0);
        value(assignments.assign(person, fleet.tenant(), group, BAD));
        database.owner()
                .useHandle(tx -> tx.execute("UPDATE bundle_versions SET quarantined_at = now(),"
                        + " quarantine_reason = 'it failed.' WHERE version = '2.0.0'"));

        assertThat(conflict(assignments.assign(person, fleet.tenant(), device, BAD)))
                .isEqualTo(ErrorCode.VERSION_QUARANTINED);
        assertThat(conflict(assignments.assign(person, fleet.tenant(), group, BAD)))
                .isEqualTo(ErrorCode.VERSION_QUARANTINED);
        fleet.members(group, List.of(device));
        database.database().inTenant(fleet.tenant(), tx -> Reassess.devices(tx, fleet.tenant(), List.of(device)));
        assertThat(fleet.desired(device)).isEmpty();
        assertThat(value(assignments.effective(fleet.tenant(), device))).isEmpty();
        assertThat(assignments.held(fleet.tenant(), device))
                .singleElement()
                .satisfies(held -> assertThat(held.groupName()).isEqualTo("all"));
        long generation = fleet.generation(device);

        value(lift.lift(person, fleet.tenant(), BAD));
        assertThat(fleet.desired(device)).isEqualTo(Map.of("app", "2.0.0"));
        assertThat(fleet.generation(device)).isEqualTo(generation + 1);
        assertThat(assignments.held(fleet.tenant(), device)).isEmpty();
        value(lift.lift(person, fleet.tenant(), BAD));
        assertThat(audited()).as("lifted twice is lifted once").isEqualTo(1);
        assertThat(isNotFound(lift.lift(person, fleet.tenant(), new BundleRef("app", "9.9.9"))))
                .isTrue();
    }

    private int audited() {
        return database.owner()
                .withHandle(
                        tx -> tx.createQuery("SELECT count(*) FROM audit_log WHERE action = 'bundle.lift-quarantine'")
                                .mapTo(Integer.class)
                                .one());
    }
}
