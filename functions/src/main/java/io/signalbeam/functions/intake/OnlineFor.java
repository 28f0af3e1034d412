package io.signalbeam.functions.intake;

import io.signalbeam.shared.desired.AgentSettings;
import java.time.Duration;
import java.time.Instant;

/** How long after it was last seen a device counts as online: three heartbeats. */
public record OnlineFor(Duration duration) {
    private static final int HEARTBEATS = 3;

    public static OnlineFor of(AgentSettings agent) {
        return new OnlineFor(Duration.ofSeconds((long) HEARTBEATS * agent.heartbeatSeconds()));
    }

    /** A device that was last seen at this time or before is offline now. */
    public Instant bound(Instant now) {
        return now.minus(duration);
    }
}
