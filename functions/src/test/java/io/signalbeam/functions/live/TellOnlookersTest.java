package io.signalbeam.functions.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.live.HeardChannel.Hint;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.shared.id.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TellOnlookersTest {
    private static final TenantId ACME = new TenantId(new UUID(0, 1));
    private static final TenantId OTHER = new TenantId(new UUID(0, 2));

    private final HeardChannel channel = new HeardChannel();
    /** What waits for a transaction that is open until the test commits it. */
    private final List<Runnable> committed = new ArrayList<>();

    private final Deque<Runnable> beside = new ArrayDeque<>();
    private final TellOnlookers onlookers = new TellOnlookers(committed::add, channel, beside::add);

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

    static Stream<RuntimeException> failures() {
        return Stream.of(
                new TransientFailure("away"), new PermanentFailure("refused"), new IllegalStateException("unforeseen"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goes_on_after_a_channel_that_failed(RuntimeException failure) {
        channel.failure = failure;
        onlookers.tell(ACME, Topic.Groups);
        commit();
        runBeside();
        channel.failure = null;
        onlookers.tell(ACME, Topic.Alerts);
        commit();
        runBeside();
        assertThat(channel.hints()).containsExactly(new Hint(ACME, Set.of(Topic.Alerts)));
    }
}
