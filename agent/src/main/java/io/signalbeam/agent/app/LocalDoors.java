package io.signalbeam.agent.app;

import io.signalbeam.agent.journal.DurableFile;
import io.signalbeam.agent.sockets.Door;
import io.signalbeam.agent.sockets.LocalSockets;
import io.signalbeam.agent.telemetry.LocalMetrics;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of a running agent: who may enter the state folder sees its log and tells metrics, anybody its health. */
final class LocalDoors {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDoors.class);
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_VISITS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private LocalDoors() {}

    /** Opens those that can be had; an agent without them works. */
    static LocalSockets open(AgentConfig config, LocalMetrics metrics, LocalView.Sights sights) {
        DurableFile.privateFolder(config.stateDir());
        var sockets = new LocalSockets();
        sockets.open(metrics.door(config.stateDir()));
        var file = UnixDomainSocketAddress.of(config.stateDir().resolve(LocalView.FILE));
        sockets.open(
                new Door(file, LONGEST_LINE, MOST_VISITS, PATIENCE, () -> new LocalView(sights, RecentLog.INSTANCE)));
        var health = config.health();
        if (health != null) {
            sockets.open(new Door(health, LONGEST_LINE, MOST_VISITS, PATIENCE, () -> new LocalView(sights, null)))
                    .ifPresent(address -> {
                        if (address instanceof InetSocketAddress bound) {
                            LOG.info("health is told at {}:{}", bound.getHostString(), bound.getPort());
                        }
                    });
        }
        sockets.start();
        return sockets;
    }
}
