package io.signalbeam.functions.health;

import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks each thing that requests depend on, at most every five seconds: anybody may call this. */
public final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final DeviceId NOBODY = new DeviceId(new UUID(0, 0));

    private final Transactions transactions;
    private final TwinStore twins;
    private final InstantSource clock;
    private @Nullable Reply last;
    private Instant lastAt = Instant.MIN;

    public Readiness(Transactions transactions, TwinStore twins, InstantSource clock) {
        this.transactions = transactions;
        this.twins = twins;
        this.clock = clock;
    }

    record Check(String status, @Nullable String detail) {}

    record Health(String status, Map<String, Check> checks) {}

    synchronized Reply reply() {
        var now = clock.instant();
        if (last == null || now.isAfter(lastAt.plus(FRESH))) {
            last = ask();
            lastAt = now;
        }
        return last;
    }

    private Reply ask() {
        var checks = new TreeMap<String, Check>();
        checks.put("postgres", check("postgres", () -> transactions.beforeTenant(tx -> true)));
        checks.put("twins", check("twins", () -> twins.read(NOBODY)));
        boolean ready =
                checks.values().stream().allMatch(check -> check.status().equals("ok"));
        return new Reply(ready ? 200 : 503, new Health(ready ? "ready" : "unready", checks), Map.of());
    }

    /** What exactly is wrong is for the log: the answer goes to anybody. */
    private static Check check(String name, Runnable question) {
        try {
            question.run();
            return new Check("ok", null);
        } catch (RuntimeException e) {
            LOG.warn("{} does not answer", name, e);
            return new Check("failed", "It does not answer.");
        }
    }
}
