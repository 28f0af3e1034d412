package io.signalbeam.functions.assignments;

import static io.signalbeam.functions.testing.Answers.fields;
import static io.signalbeam.functions.testing.Answers.isNotFound;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class AssignmentsIT {
    private static TestDatabase database;
    private FleetRows fleet;
    private Person person;
    private Assignments assignments;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void prepare(TestInfo test) {
        fleet = new FleetRows(database, database.tenant(test.getDisplayName()));
        fleet.versions("app", "1.0.0", "2.0.0");
        person = People.operator(fleet.tenant());
        assignments = new Assignments(
                database.database(), new AuditSql(Clock.systemUTC()), Projection.none(database.database()));
    }

    @Test
    void says_which_assignment_won_and_which_it_beat() {
        var device = fleet.device("a");
        var low = fleet.group("low", 0, device);
        var high = fleet.group("high", 1, device);
        value(assignments.assign(person, fleet.tenant(), high, new BundleRef("app", "1.0.0")));
        value(assignments.assign(person, fleet.tenant(), low, new BundleRef("app", "2.0.0")));

        var effective = value(assignments.effective(fleet.tenant(), device)).getFirst();
        assertThat(effective.version()).isEqualTo("1.0.0");
        assertThat(effective.groupName()).isEqualTo("high");
        assertThat(effective.beaten()).extracting(Assignment::groupId).containsExactly(low);

        value(assignments.assign(person, fleet.tenant(), device, new BundleRef("app", "2.0.0")));
        var direct = value(assignments.effective(fleet.tenant(), device)).getFirst();
        assertThat(direct.because().kind()).isEqualTo(Assignment.Kind.Device);
        assertThat(direct.beaten()).extracting(Assignment::groupId).containsExactly(high, low);
        assertThat(fleet.desired(device)).isEqualTo(Map.of("app", "2.0.0"));
    }

    @Test
    void takes_back_what_was_asked() {
        var device = fleet.device("a");
        var group = fleet.group("g", 0, device);
        value(assignments.assign(person, fleet.tenant(), group, new BundleRef("app", "1.0.0")));
        value(assignments.assign(person, fleet.tenant(), device, new BundleRef("app", "2.0.0")));
        value(assignments.unassign(person, fleet.tenant(), device, "app"));
        assertThat(fleet.desired(device)).isEqualTo(Map.of("app", "1.0.0"));
        value(assignments.unassign(person, fleet.tenant(), group, "app"));
        value(assignments.unassign(person, fleet.tenant(), group, "app"));
        assertThat(fleet.desired(device)).isEmpty();
        assertThat(value(assignments.ofGroup(Reach.ALL, fleet.tenant(), group))).isEmpty();
    }

    @Test
    void replaces_the_version_under_the_same_assignment() {
        var group = fleet.group("g", 0, fleet.device("a"));
        var first = value(assignments.assign(person, fleet.tenant(), group, new BundleRef("app", "1.0.0")));
        var second = value(assignments.assign(person, fleet.tenant(), group, new BundleRef("app", "2.0.0")));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.assignedAt()).isAfterOrEqualTo(first.assignedAt());
    }

    @Test
    void refuses_versions_that_are_not_there_and_other_tenants_things() {
        var device = fleet.device("a");
        assertThat(fields(assignments.assign(person, fleet.tenant(), device, new BundleRef("app", "9.0.0"))))
                .containsExactly("version");
        var other = new FleetRows(database, database.tenant("another"));
        other.versions("app", "1.0.0");
        var group = fleet.group("g", 0, device);
        var stranger = People.operator(other.tenant());
        var ref = new BundleRef("app", "1.0.0");
        assertThat(isNotFound(assignments.assign(stranger, other.tenant(), device, ref)))
                .isTrue();
        assertThat(isNotFound(assignments.assign(stranger, other.tenant(), group, ref)))
                .isTrue();
        assertThat(isNotFound(assignments.effective(other.tenant(), device))).isTrue();
        assertThat(isNotFound(assignments.unassign(stranger, other.tenant(), group, "app")))
                .isTrue();
        assertThat(fleet.desired(device)).isEmpty();
    }
}
