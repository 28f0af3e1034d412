package io.signalbeam.shared.desired;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an agent does its rounds, and what is asked of it beside its bundles. It adds up to 10 % of jitter to each round.
 *
 * @param heartbeatSeconds between two telemetry samples, 1 to 3600
 * @param reconcileSeconds between two polls of the desired state, 1 to 3600
 * @param keyRotationAskedAt when somebody asked for a new device key, by the server's clock; absent when nobody waits for
 *     one. An agent whose key is older than this makes a new one
 */
public record AgentSettings(
        int heartbeatSeconds,
        int reconcileSeconds,
        @Nullable Instant keyRotationAskedAt) {
    public static final AgentSettings DEFAULTS = new AgentSettings(30, 60);

    public AgentSettings(int heartbeatSeconds, int reconcileSeconds) {
        this(heartbeatSeconds, reconcileSeconds, null);
    }

    public AgentSettings asking(@Nullable Instant keyRotation) {
        return new AgentSettings(heartbeatSeconds, reconcileSeconds, keyRotation);
    }
}
