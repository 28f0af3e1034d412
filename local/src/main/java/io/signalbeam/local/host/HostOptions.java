package io.signalbeam.local.host;

import java.time.Duration;
import java.util.Set;

/**
 * How one host runs.
 *
 * @param httpPort on loopback; 0 takes a free one
 * @param hostId names this app among those that share a storage account: its checkpoints, leases and timer status
 * @param disabled functions that are not to run, beside those that {@code AzureWebJobs.<name>.Disabled} switches off
 * @param drain how long {@code close} waits for what is running before it interrupts
 */
public record HostOptions(int httpPort, String hostId, Set<String> disabled, Duration drain) {
    /** Azure refuses larger request bodies. */
    static final int MAX_BODY_BYTES = 100 * 1024 * 1024;

    public HostOptions {
        disabled = Set.copyOf(disabled);
    }

    /** Every function, on a port. */
    public static HostOptions onPort(int httpPort) {
        return new HostOptions(httpPort, "signalbeam-local", Set.of(), Duration.ofSeconds(10));
    }

    public HostOptions without(Set<String> functions) {
        return new HostOptions(httpPort, hostId, functions, drain);
    }
}
