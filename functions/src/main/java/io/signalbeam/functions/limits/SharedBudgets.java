package io.signalbeam.functions.limits;

import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets that instances share. Once a second, and only while there are requests, an instance tells what it is asked
 * for and learns what the others are: a fixed number of statements however many requests and tenants there are, none of
 * them in the way of a request. While the database is away it goes on with the shares that it had.
 */
final class SharedBudgets {
    /** The scope of what all tenants share. */
    static final UUID ALL = new UUID(0, 0);

    private static final Logger LOG = LoggerFactory.getLogger(SharedBudgets.class);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int TURNS_BETWEEN_SWEEPS = 60;
    /** Below this nobody has asked for a while: half of the demand goes with each turn. */
    private static final double IDLE = 0.01;

    private final UUID instance = UUID.randomUUID();
    private final InstantSource clock;
    private final Transactions transactions;
    private final DemandSql sql;
    private final Executor executor;
    private final Map<UUID, SharedBudget> budgets = new ConcurrentHashMap<>();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile Instant due;
    private volatile int instances = 1;
    private Instant last;
    private int turns;

    SharedBudgets(InstantSource clock, Transactions transactions, DemandSql sql, Executor executor) {
        this.clock = clock;
        this.transactions = transactions;
        this.sql = sql;
        this.executor = executor;
        this.last = clock.instant();
        this.due = last;
    }

    Optional<Refusal> take(UUID scope, Rate budget) {
        turnWhenDue();
        return budgets.computeIfAbsent(scope, key -> new SharedBudget(budget, instances, clock))
                .take();
    }

    private void turnWhenDue() {
        if (!clock.instant().isBefore(due) && underWay.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    turn(clock.instant());
                } finally {
                    underWay.set(false);
                }
            });
        }
    }

    private void turn(Instant now) {
        try {
            double seconds =
                    Math.max(TURN.toMillis(), Duration.between(last, now).toMillis()) / 1000.0;
            last = now;
            var demands = budgets.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().demand(seconds)));
            demands.putIfAbsent(ALL, 0.0);
            var others = transactions.asService(tx -> {
                if (turns++ % TURNS_BETWEEN_SWEEPS == 0) {
                    sql.forget(tx);
                }
                return sql.exchange(tx, instance, demands);
            });
            instances = 1 + others.getOrDefault(ALL, List.of()).size();
            demands.forEach((scope, demand) -> {
                var budget = budgets.get(scope);
                if (budget == null) {
                    return;
                }
                budget.divide(others.getOrDefault(scope, List.of()));
                if (demand < IDLE) {
                    budgets.remove(scope);
                }
            });
            due = now.plus(TURN);
        } catch (RuntimeException e) {
            // Whatever it is, those who ask for requests must not suffer for it; they would notice by themselves.
            LOG.warn("The shares of rate limits could not be renewed; the last ones stay", e);
            due = now.plus(AFTER_FAILURE);
        }
    }
}
