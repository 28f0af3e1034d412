package io.signalbeam.shared.desired;

/**
 * How often an agent does its rounds. It adds up to 10 % of jitter to each.
 *
 * @param heartbeatSeconds between two telemetry samples, 1 to 3600
 * @param reconcileSeconds between two polls of the desired state, 1 to 3600
 */
public record AgentSettings(int heartbeatSeconds, int reconcileSeconds) {
    public static final AgentSettings DEFAULTS = new AgentSettings(30, 60);
}
