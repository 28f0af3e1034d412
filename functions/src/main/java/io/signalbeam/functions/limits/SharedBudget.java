package io.signalbeam.functions.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.signalbeam.functions.outcome.Refusal;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** This instance's share of a budget that several instances serve. */
final class SharedBudget {
    private final Rate budget;
    private final Bucket bucket;
    private final LongAdder offered = new LongAdder();
    private volatile long share;
    private double demand;

    /** @param instances that are known to serve anything; this budget may be new to them all */
    SharedBudget(Rate budget, int instances, InstantSource clock) {
        this.budget = budget;
        this.share = Math.max(1, budget.quota() / Math.max(1, instances));
        this.bucket = mine().bucket(clock);
    }

    Optional<Refusal> take() {
        offered.increment();
        // Told by the whole budget's figures: how it is divided is nobody's business outside.
        return budget.take(bucket);
    }

    /**
     * What this instance is asked for, refused requests too, requests a second. Half of what it was a turn ago still
     * counts, so that a pause of a moment does not cost the share.
     *
     * @param seconds since the last turn, above 0
     */
    double demand(double seconds) {
        demand = Math.max(offered.sumThenReset() / seconds, demand / 2);
        return demand;
    }

    void divide(Collection<Double> others) {
        long next = Math.max(1, (long) Shares.of((double) budget.quota(), demand, others));
        if (next != share) {
            share = next;
            bucket.replaceConfiguration(
                    BucketConfiguration.builder().addLimit(mine().bandwidth()).build(),
                    TokensInheritanceStrategy.PROPORTIONALLY);
        }
    }

    private Rate mine() {
        return new Rate(budget.name(), share, budget.seconds());
    }
}
