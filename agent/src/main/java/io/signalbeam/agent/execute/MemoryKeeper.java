package io.signalbeam.agent.execute;

import io.signalbeam.agent.journal.Stored;
import io.signalbeam.agent.reconcile.Memory;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The planner's memory, on disk before it counts wherever the disk allows it. */
public final class MemoryKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryKeeper.class);

    private final Stored<Memory> stored;
    private Memory memory;

    public MemoryKeeper(Stored<Memory> stored) {
        this.stored = stored;
        this.memory = stored.load().orElse(Memory.NONE);
    }

    public synchronized Memory memory() {
        return memory;
    }

    synchronized void change(UnaryOperator<Memory> change) {
        var next = change.apply(memory);
        if (next.equals(memory)) {
            return;
        }
        memory = next;
        try {
            stored.save(next);
        } catch (UncheckedIOException e) {
            // A full disk must not stop containers from being kept in order; after a restart the step repeats.
            LOG.warn("{}; what was learnt is kept in memory only", e.getMessage());
        }
    }
}
