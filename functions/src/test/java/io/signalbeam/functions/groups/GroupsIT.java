package io.signalbeam.functions.groups;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.fields;
import static io.signalbeam.functions.testing.Answers.isNotFound;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.assignments.Reassess;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.ExpectedRevision;
import io.signalbeam.functions.page.InvalidCursor;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.People;
import io.signalbeam.functions.testing.Projection;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.DeviceId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class GroupsIT {
    private static TestDatabase database;
    private FleetRows fleet;
    private Person person;
    private Groups groups;
    private GroupMembers members;

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
        var audit = new AuditSql(Clock.systemUTC());
        groups = new Groups(database.database(), audit, Clock.systemUTC());
        members = new GroupMembers(database.database(), audit, Projection.none(database.database()));
    }

    @Test
    void a_cursor_of_another_list_is_refused() {
        assertThatThrownBy(() -> groups.list(Reach.ALL, fleet.tenant(), new Page(10, List.of())))
                .isInstanceOf(InvalidCursor.class);
    }

    @Test
    void a_group_by_selector_has_those_that_match_now_and_later() {
        var prod = fleet.device("prod", Map.of("env", "prod"));
        var test = fleet.device("test", Map.of("env", "test"));
        var group = create(new NewGroup("prod", null, "env = prod", 5));
        assertThat(group.selector()).isEqualTo("env=prod");
        assertThat(group.memberCount()).isEqualTo(1);
        fleet.assignToGroup(group.id(), "app", "1.0.0");
        database.database().inTenant(fleet.tenant(), tx -> Reassess.members(tx, fleet.tenant(), group.id()));

        relabel(test, "prod");
        assertThat(fleet.desired(test)).isEqualTo(Map.of("app", "1.0.0"));
        relabel(prod, "test");
        assertThat(fleet.desired(prod)).isEmpty();

        update(group, new GroupChange(null, null, "env", null));
        assertThat(fleet.desired(prod)).isEqualTo(Map.of("app", "1.0.0"));
        assertThat(value(groups.get(Reach.ALL, fleet.tenant(), group.id())).memberCount())
                .isEqualTo(2);
    }

    @Test
    void a_higher_priority_changes_what_members_shall_run() {
        var a = fleet.device("a");
        var low = fleet.group("low", 1, a);
        var high = fleet.group("high", 2, a);
        fleet.assignToGroup(high, "app", "2.0.0");
        fleet.assignToGroup(low, "app", "1.0.0");
        database.database().inTenant(fleet.tenant(), tx -> Reassess.devices(tx, fleet.tenant(), List.of(a)));
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "2.0.0"));

        update(value(groups.get(Reach.ALL, fleet.tenant(), low)), new GroupChange(null, null, null, 3));
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "1.0.0"));
        value(groups.delete(person, fleet.tenant(), low));
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "2.0.0"));
        value(groups.delete(person, fleet.tenant(), high));
        assertThat(fleet.desired(a)).isEmpty();
        assertThat(isNotFound(groups.get(Reach.ALL, fleet.tenant(), high))).isTrue();
    }

    @Test
    void a_time_zone_can_be_taken_back() {
        var group = create(new NewGroup("berlin", null, null, null, "Europe/Berlin"));
        assertThat(group.timeZone()).isEqualTo("Europe/Berlin");
        update(group, new GroupChange(null, "shops there", null, null, null));
        group = value(groups.get(Reach.ALL, fleet.tenant(), group.id()));
        assertThat(group.timeZone()).isEqualTo("Europe/Berlin");
        update(group, new GroupChange(null, null, null, null, ""));
        assertThat(value(groups.get(Reach.ALL, fleet.tenant(), group.id())).timeZone())
                .isNull();
    }

    @Test
    void takes_devices_in_and_out_by_name() {
        var a = fleet.device("a");
        var group = create(new NewGroup("named", "by hand", null, null));
        fleet.assignToGroup(group.id(), "app", "1.0.0");
        assertThat(value(members.add(person, fleet.tenant(), group.id(), new GroupMembers.NewMembers(List.of(a))))
                        .memberCount())
                .isEqualTo(1);
        assertThat(fleet.desired(a)).isEqualTo(Map.of("app", "1.0.0"));
        value(members.remove(person, fleet.tenant(), group.id(), a));
        assertThat(fleet.desired(a)).isEmpty();
        assertThat(isNotFound(members.remove(person, fleet.tenant(), group.id(), a)))
                .isTrue();
        assertThat(fields(members.add(
                        person,
                        fleet.tenant(),
                        group.id(),
                        new GroupMembers.NewMembers(List.of(a, DeviceId.random())))))
                .containsExactly("deviceIds[1]");
    }

    @Test
    void refuses_what_does_not_fit() {
        var group = create(new NewGroup("chosen", null, "env", null));
        var a = fleet.device("a");
        assertThat(conflict(members.add(person, fleet.tenant(), group.id(), new GroupMembers.NewMembers(List.of(a)))))
                .isEqualTo(ErrorCode.GROUP_BY_SELECTOR);
        assertThat(conflict(groups.create(person, fleet.tenant(), new NewGroup("chosen", null, null, null))))
                .isEqualTo(ErrorCode.NAME_TAKEN);
        assertThat(fields(groups.create(person, fleet.tenant(), new NewGroup("No", null, "a in", 2000))))
                .containsExactlyInAnyOrder("name", "selector", "priority");
        assertThat(groups.update(
                                person,
                                fleet.tenant(),
                                group.id(),
                                new GroupChange("other", null, null, null),
                                ExpectedRevision.of(99))
                        .toString())
                .contains("Stale");
    }

    @Test
    void another_tenants_groups_and_devices_are_not_there() {
        var group = create(new NewGroup("mine", null, null, null));
        var other = new FleetRows(database, database.tenant("another"));
        var theirs = other.device("theirs", Map.of("env", "prod"));
        assertThat(isNotFound(groups.get(Reach.ALL, other.tenant(), group.id())))
                .isTrue();
        assertThat(isNotFound(groups.delete(People.operator(other.tenant()), other.tenant(), group.id())))
                .isTrue();
        assertThat(fields(
                        members.add(person, fleet.tenant(), group.id(), new GroupMembers.NewMembers(List.of(theirs)))))
                .containsExactly("deviceIds[0]");
        assertThat(create(new NewGroup("everything", null, "env=prod", null)).memberCount())
                .isZero();
        assertThat(groups.list(Reach.ALL, other.tenant(), Page.first(10)).items())
                .isEmpty();
    }

    private Group create(NewGroup wish) {
        return value(groups.create(person, fleet.tenant(), wish));
    }

    private void update(Group group, GroupChange change) {
        value(groups.update(person, fleet.tenant(), group.id(), change, ExpectedRevision.of(group.revision())));
    }

    private void relabel(DeviceId device, String env) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "UPDATE devices SET attributes = jsonb_build_object('env', ?) WHERE id = ?",
                        env,
                        device.value()));
        database.database().inTenant(fleet.tenant(), tx -> Membership.refresh(tx, fleet.tenant(), List.of(device)));
    }
}
