package io.signalbeam.agent.app;

import io.signalbeam.agent.cloud.HttpProxy;
import io.signalbeam.agent.reconcile.HostPolicy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set on a device, checked. Made by {@link AgentConfigReader}.
 *
 * @param server the API's root, before {@code /api}
 * @param stateDir a folder for the identity, the journal and the spool
 * @param dockerHost {@code unix:///…} or {@code tcp://…}
 * @param spoolBytes the most that unsent telemetry may take on disk
 * @param requireSignedBundles refuses unsigned bundles whatever the tenant says
 * @param logs of bundles that have them shipped
 * @param diskReserveBytes of the engine's disk that pulls leave free
 * @param health of loopback, where the agent tells how it goes; absent where it tells nobody
 * @param proxy between the device and the cloud; absent where there is none
 */
public record AgentConfig(
        URI server,
        Path stateDir,
        Joining joining,
        URI dockerHost,
        Rhythm rhythm,
        HostPolicy policy,
        long spoolBytes,
        boolean requireSignedBundles,
        LogRate logs,
        @Nullable HttpProxy proxy,
        long diskReserveBytes,
        @Nullable InetSocketAddress health) {

    /**
     * What containers' logs may take of the line, of all containers together.
     *
     * @param bytesPerSecond before packing, which makes about a tenth of it
     * @param burstBytes at once
     */
    public record LogRate(long bytesPerSecond, long burstBytes) {}

    /** What the device brings when it enrols by itself. */
    public record Joining(@Nullable String token, @Nullable String name, Map<String, String> labels, Seeds seeds) {
        public Joining {
            labels = Map.copyOf(labels);
        }

        /** Without the token: values end up in logs. */
        @Override
        public String toString() {
            return "Joining[" + name + ", " + labels + "]";
        }
    }

    /**
     * @param heartbeat overrides what the cloud asks for
     * @param reconcile overrides what the cloud asks for
     * @param drift between two looks at the engine when nothing is going on
     * @param quiet how long a new version must run without a restart
     * @param longestBackoff between two tries of what keeps failing
     * @param keyLife after which the device changes its key by itself
     */
    public record Rhythm(
            @Nullable Duration heartbeat,
            @Nullable Duration reconcile,
            Duration drift,
            Duration quiet,
            Duration longestBackoff,
            Duration keyLife) {}
}
