package io.signalbeam.agent.cloud;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last desired state that the cloud gave, kept on disk so that it holds while the cloud is away. */
public final class DesiredStateStore {
    private static final Logger LOG = LoggerFactory.getLogger(DesiredStateStore.class);

    private final Stored<DesiredState> stored;

    @Nullable private volatile DesiredState known;

    public DesiredStateStore(Stored<DesiredState> stored, DeviceId deviceId) {
        this.stored = stored;
        this.known =
                stored.load().filter(state -> state.deviceId().equals(deviceId)).orElse(null);
    }

    public Optional<DesiredState> get() {
        return Optional.ofNullable(known);
    }

    /** @return whether it is news; a generation below the one that is known is not taken */
    public synchronized boolean accept(DesiredState next) {
        var before = known;
        if (before != null && next.generation() < before.generation()) {
            LOG.warn("ignored generation {}: {} is known", next.generation(), before.generation());
            return false;
        }
        if (next.equals(before)) {
            return false;
        }
        known = next;
        try {
            // The state of before would have containers removed that this one asks for.
            stored.saveTwice(next);
        } catch (UncheckedIOException e) {
            LOG.warn("{}; the desired state is kept in memory only", e.getMessage());
        }
        return true;
    }
}
