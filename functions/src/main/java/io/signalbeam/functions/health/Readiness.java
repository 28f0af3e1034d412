package io.signalbeam.functions.health;

import io.signalbeam.functions.http.Reply;
import io.signalbeam.functions.outcome.StandbyFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all that requests depend on at the same time, and waits three seconds at the most. At most once in five seconds,
 * since anybody may call this; and a question that has no answer yet is not asked again beside it.
 */
public final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Dependencies dependencies;
    private final InstantSource clock;
    private final Duration patience;
    private final Map<String, CompletableFuture<Void>> asked = new HashMap<>();
    private @Nullable Reply last;
    private Instant lastAt = Instant.MIN;

    public static Readiness of(Dependencies dependencies, InstantSource clock) {
        return new Readiness(dependencies, clock, PATIENCE);
    }

    Readiness(Dependencies dependencies, InstantSource clock, Duration patience) {
        this.dependencies = dependencies;
        this.clock = clock;
        this.patience = patience;
    }

    record Check(String status, @Nullable String detail) {}

    record Health(String status, Map<String, Check> checks) {}

    synchronized Reply reply() {
        if (last == null || clock.instant().isAfter(lastAt.plus(FRESH))) {
            last = ask();
            lastAt = clock.instant();
        }
        return last;
    }

    private Reply ask() {
        var questions = dependencies.questions();
        questions.forEach((name, question) -> asked.computeIfAbsent(name, unused -> begin(name, question)));
        long end = System.nanoTime() + patience.toNanos();
        var checks = new TreeMap<String, Check>();
        questions.keySet().forEach(name -> checks.put(name, check(name, end)));
        boolean ready =
                checks.values().stream().allMatch(check -> check.status().equals("ok"));
        return new Reply(ready ? 200 : 503, new Health(ready ? "ready" : "unready", checks), Map.of());
    }

    /** A thread each, which ends with its question: a pool could be full of questions that nobody answers. */
    private static CompletableFuture<Void> begin(String name, Runnable question) {
        var answer = new CompletableFuture<Void>();
        Thread.ofPlatform().daemon().name("readiness-" + name).start(() -> {
            try {
                question.run();
                answer.complete(null);
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** What exactly is wrong is for the log: the answer goes to anybody. */
    private Check check(String name, long end) {
        var answer = asked.get(name);
        if (answer == null) {
            throw new IllegalStateException(name + " was not asked");
        }
        try {
            answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            asked.remove(name);
            return new Check("ok", null);
        } catch (ExecutionException e) {
            asked.remove(name);
            if (e.getCause() instanceof StandbyFailure) {
                return new Check("standby", "It is a replica that cannot be written: this waits to take over.");
            }
            LOG.warn("{} does not answer", name, e.getCause());
            return new Check("failed", "It does not answer.");
        } catch (TimeoutException e) {
            LOG.warn("{} has not answered in time", name);
            return new Check("failed", "It has not answered in time.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Check("failed", "It was not waited for.");
        }
    }
}
