package io.signalbeam.agent.health;

import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers since when each container runs without a restart, by a clock that never jumps: the engine's start times are
 * wall-clock times, and a clock that is set would make a container seem steady for years, or never.
 */
public final class SteadyWatch {
    private final InstantSource steadyClock;
    private Map<String, Seen> seen = Map.of();

    private record Seen(@Nullable Instant startedAt, int restarts, Instant since) {
        boolean isSameRunAs(Seen other) {
            return restarts == other.restarts && Objects.equals(startedAt, other.startedAt);
        }
    }

    public SteadyWatch(InstantSource steadyClock) {
        this.steadyClock = steadyClock;
    }

    /** @return by container id, for those that run */
    public synchronized Map<String, Instant> observe(List<ActualContainer> containers) {
        var now = steadyClock.instant();
        var next = new HashMap<String, Seen>();
        var since = new HashMap<String, Instant>();
        for (var container : containers) {
            if (container.state() != ContainerState.RUNNING) {
                continue;
            }
            var fresh = new Seen(container.startedAt(), container.restarts(), now);
            var before = seen.get(container.id());
            var entry = before != null && before.isSameRunAs(fresh) ? before : fresh;
            next.put(container.id(), entry);
            since.put(container.id(), entry.since());
        }
        seen = next;
        return since;
    }
}
