package io.signalbeam.functions.live;

import io.signalbeam.functions.transaction.Commits;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells onlookers in rounds: the first change at once, those that come while a round is under way together in the next one.
 * So a tenant hears of an instance at most once a {@link #PAUSE}, whatever happens there, and a channel that is slow gets
 * fewer messages instead of a queue.
 */
public final class TellOnlookers implements Onlookers {
    static final Duration PAUSE = Duration.ofMillis(500);
    /** Messages under way at once. */
    private static final int AT_ONCE = 8;

    private static final Logger LOG = LoggerFactory.getLogger(TellOnlookers.class);

    private final Commits commits;
    private final LiveChannel channel;
    private final Executor beside;
    private final Map<TenantId, Set<Topic>> untold = new HashMap<>();
    private boolean telling;

    /** @param beside runs what must not hold a use case up */
    TellOnlookers(Commits commits, LiveChannel channel, Executor beside) {
        this.commits = commits;
        this.channel = channel;
        this.beside = beside;
    }

    @Override
    public void tell(TenantId tenant, Topic... topics) {
        commits.afterCommit(() -> note(tenant, List.of(topics)));
    }

    private synchronized void note(TenantId tenant, List<Topic> topics) {
        untold.computeIfAbsent(tenant, key -> EnumSet.noneOf(Topic.class)).addAll(topics);
        if (!telling) {
            telling = true;
            beside.execute(this::rounds);
        }
    }

    private void rounds() {
        try {
            for (var round = next(); !round.isEmpty(); round = next()) {
                send(round);
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        } catch (RuntimeException | Error e) {
            // Or nobody would begin them anew.
            stop();
            throw e;
        }
    }

    /** What is to be told now; when it is nothing, the next change begins the rounds anew. */
    private synchronized Map<TenantId, Set<Topic>> next() {
        var round = Map.copyOf(untold);
        untold.clear();
        telling = !round.isEmpty();
        return round;
    }

    private synchronized void stop() {
        telling = false;
    }

    private void send(Map<TenantId, Set<Topic>> round) {
        if (round.size() == 1) {
            round.forEach(this::send);
            return;
        }
        try (var threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            round.forEach((tenant, topics) -> threads.execute(() -> send(tenant, topics)));
        }
    }

    /** Whoever does not hear of it looks again by and by. Whatever it is that failed, the rounds go on. */
    private void send(TenantId tenant, Set<Topic> topics) {
        try {
            channel.send(tenant, topics);
        } catch (RuntimeException e) {
            LOG.warn("Those who look at tenant {} were not told of a change", tenant, e);
        }
    }
}
