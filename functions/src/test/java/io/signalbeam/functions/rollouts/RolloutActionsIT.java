package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.testing.Answers.conflict;
import static io.signalbeam.functions.testing.Answers.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.RolloutId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Whatever people do is done once, however often it is sent, and written down with who did it. */
class RolloutActionsIT {
    private static final Wave SOAKING = new Wave(null, 50, null, null, null, 3_600, null);
    private static final Wave APPROVED = new Wave(null, null, null, null, null, null, true);

    private static TestDatabase database;
    private RolloutFixture rollouts;

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
        rollouts =
                new RolloutFixture(database, test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void every_action_is_done_once_and_written_down_with_who_did_it() {
        var a = rollouts.fleet.device("a");
        var b = rollouts.fleet.device("b");
        var id = rollouts.created(ARollout.of("2.0.0", a, b).draft().waves(SOAKING, APPROVED));
        twice(id, new RolloutAction.Start(), RolloutStatus.Running);
        twice(id, new RolloutAction.Pause(), RolloutStatus.Paused);
        twice(id, new RolloutAction.Resume(), RolloutStatus.Running);
        var first = rollouts.updating(id).getFirst();
        rollouts.report(first, "Running");
        rollouts.advance.tick();
        twice(id, new RolloutAction.Promote(1), RolloutStatus.Running);
        rollouts.advance.tick();
        twice(id, new RolloutAction.Approve(2), RolloutStatus.Running);
        rollouts.advance.tick();
        rollouts.report(first.equals(a) ? b : a, "Failed");
        rollouts.advance.tick();
        assertThat(rollouts.one(id).status()).isEqualTo(RolloutStatus.Failed);
        twice(id, new RolloutAction.Retry(), RolloutStatus.Running);
        twice(id, new RolloutAction.RollBack(), RolloutStatus.RollingBack);

        var other = rollouts.created(ARollout.of("3.0.0", rollouts.fleet.device("c")));
        twice(other, new RolloutAction.Cancel(), RolloutStatus.Cancelled);
    }

    private void twice(RolloutId id, RolloutAction action, RolloutStatus leadsTo) {
        assertThat(value(rollouts.acted(id, action)).status()).as("%s", action).isEqualTo(leadsTo);
        assertThat(value(rollouts.acted(id, action)).status())
                .as("%s, sent again", action)
                .isEqualTo(leadsTo);
        assertThat(rollouts.audited(id, "rollout." + action.word()))
                .as("%s in the audit log", action)
                .containsExactly(rollouts.person.actor());
    }

    @Test
    void nothing_can_be_done_with_one_that_was_cancelled_and_nothing_of_it_is_written_down() {
        var device = rollouts.fleet.device("a");
        var id = rollouts.created(ARollout.of("2.0.0", device).waves(APPROVED));
        value(rollouts.acted(id, new RolloutAction.Cancel()));
        var cancelled = rollouts.one(id);
        for (var action : List.of(
                new RolloutAction.Start(),
                new RolloutAction.Approve(null),
                new RolloutAction.Pause(),
                new RolloutAction.Resume(),
                new RolloutAction.Promote(null),
                new RolloutAction.Retry(),
                new RolloutAction.RollBack())) {
            assertThat(conflict(rollouts.acted(id, action))).as("%s", action).isEqualTo(ErrorCode.ROLLOUT_ENDED);
            assertThat(rollouts.audited(id, "rollout." + action.word())).isEmpty();
        }
        rollouts.advance.tick();
        assertThat(rollouts.one(id)).isEqualTo(cancelled);
        assertThat(rollouts.fleet.desired(device)).isEmpty();
    }
}
