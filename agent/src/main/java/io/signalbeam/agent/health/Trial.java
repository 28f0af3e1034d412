package io.signalbeam.agent.health;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.shared.bundle.ContainerSpec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a container must show before its version counts as good.
 *
 * @param quiet how long it must run without a restart; with a health check, being healthy is enough
 * @param crashes so many restarts are a crash loop, unless it has been quiet since
 */
public record Trial(Duration quiet, int crashes) {
    public static final Trial DEFAULT = new Trial(Duration.ofSeconds(10), 3);

    /** @param steadySince since when it runs without a restart, on the same clock as {@code now}; absent when it does not */
    public Wellness judge(ContainerSpec spec, ActualContainer container, @Nullable Instant steadySince, Instant now) {
        return switch (container.state()) {
            case RUNNING -> running(container, steadySince, now);
            case EXITED -> ended(spec, container);
            case RESTARTING ->
                container.restarts() >= crashes
                        ? crashLoop(container)
                        : new Wellness.NotYet("restarts after exit code " + container.exitCode());
            case DEAD -> new Wellness.Broken("start-failed", "the engine could not remove or start it");
            case CREATED, PAUSED, REMOVING ->
                new Wellness.NotYet("is " + container.state().word());
        };
    }

    private Wellness running(ActualContainer container, @Nullable Instant steadySince, Instant now) {
        if ("unhealthy".equals(container.health())) {
            return new Wellness.Broken("unhealthy", "its health check fails");
        }
        if ("healthy".equals(container.health())) {
            return new Wellness.Well();
        }
        boolean quietEnough =
                steadySince != null && Duration.between(steadySince, now).compareTo(quiet) >= 0;
        if (container.health() == null && quietEnough) {
            return new Wellness.Well();
        }
        if (container.restarts() >= crashes && !quietEnough) {
            return crashLoop(container);
        }
        return new Wellness.NotYet(
                container.health() == null ? "must run " + quiet.toSeconds() + " s without a restart" : "is starting");
    }

    private static Wellness ended(ContainerSpec spec, ActualContainer container) {
        boolean mayEnd =
                spec.restart().policy().equals("no") || spec.restart().policy().equals("on-failure");
        if (mayEnd && container.exitCode() == 0) {
            return new Wellness.Well();
        }
        return mayEnd
                ? new Wellness.Broken("crash-loop", "it ended with exit code " + container.exitCode())
                : new Wellness.NotYet("has ended and is started again");
    }

    private static Wellness crashLoop(ActualContainer container) {
        return new Wellness.Broken(
                "crash-loop",
                "it was restarted " + container.restarts() + " times, last after exit code " + container.exitCode());
    }
}
