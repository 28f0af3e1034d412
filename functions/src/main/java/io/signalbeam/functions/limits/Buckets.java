package io.signalbeam.functions.limits;

import io.github.bucket4j.Bucket;
import io.signalbeam.functions.outcome.Refusal;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A bucket for each of many callers, in this process alone. A full bucket says the same as none, so it may be dropped. */
final class Buckets {
    /** Some 30 MB of them. */
    private static final int MOST = 100_000;

    private final Rate rate;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    Buckets(Rate rate, InstantSource clock) {
        this.rate = rate;
        this.clock = clock;
    }

    Optional<Refusal> take(String caller) {
        return rate.take(of(caller));
    }

    /** Takes nothing, and remembers nobody. */
    Optional<Refusal> ask(String caller) {
        var bucket = buckets.get(caller);
        return bucket == null ? Optional.empty() : rate.ask(bucket);
    }

    int size() {
        return buckets.size();
    }

    private Bucket of(String caller) {
        if (buckets.size() >= MOST && !buckets.containsKey(caller)) {
            makeRoom();
        }
        return buckets.computeIfAbsent(caller, key -> rate.bucket(clock));
    }

    private synchronized void makeRoom() {
        buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= rate.quota());
        // More callers at once than can be told apart: forgetting lets some through, where growing would let nobody.
        if (buckets.size() >= MOST) {
            buckets.clear();
        }
    }
}
