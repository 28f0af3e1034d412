package io.signalbeam.functions.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.live.HeardChannel.Hint;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TellOnlookersTest {
    private static final TenantId ACME = new TenantId(new UUID(0, 1));
    private static final TenantId OTHER = new TenantId(new UUID(0, 2));

    private final HeardChannel channel = new HeardChannel();
    private final List<Runnable> committed = new ArrayList<>();
    private final Deque<Runnable> beside = new ArrayDeque<>();
    private final TellOnlookers onlookers = new TellOnlookers(new Uncommitted(), channel, beside::add);

    /** A transaction that is open until the test commits it. */
    private final class Uncommitted implements Transactions {
        @Override
        public <T> T inTenant(TenantId tenant, Work<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T asService(Work<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T beforeTenant(Work<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void afterCommit(Runnable action) {
            committed.add(action);
        }
    }

    private void commit() {
        committed.forEach(Runnable::run);
        committed.clear();
    }

    private void runBeside() {
        while (!beside.isEmpty()) {
            beside.remove().run();
        }
    }

    @Test
    void says_nothing_before_the_commit_and_nothing_of_what_was_rolled_back() {
        onlookers.tell(ACME, Topic.Groups);
        runBeside();
        assertThat(channel.hints()).isEmpty();

        committed.clear();
        onlookers.tell(ACME, Topic.Bundles);
        commit();
        runBeside();
        assertThat(channel.hints()).containsExactly(new Hint(ACME, Set.of(Topic.Bundles)));
    }

    @Test
    void takes_together_what_comes_while_it_has_not_told_yet() {
        for (int i = 0; i < 100; i++) {
            onlookers.tell(ACME, Topic.Devices, Topic.Samples);
            onlookers.tell(OTHER, Topic.Rollouts);
        }
        commit();
        assertThat(beside).as("one round for all of it").hasSize(1);
        runBeside();
        assertThat(channel.hints())
                .containsExactlyInAnyOrder(
                        new Hint(ACME, Set.of(Topic.Devices, Topic.Samples)), new Hint(OTHER, Set.of(Topic.Rollouts)));
    }

    @Test
    void goes_on_after_a_channel_that_was_away() {
        channel.away = true;
        onlookers.tell(ACME, Topic.Groups);
        commit();
        runBeside();
        channel.away = false;
        onlookers.tell(ACME, Topic.Alerts);
        commit();
        runBeside();
        assertThat(channel.hints()).containsExactly(new Hint(ACME, Set.of(Topic.Alerts)));
    }
}
