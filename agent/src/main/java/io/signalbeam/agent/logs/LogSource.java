package io.signalbeam.agent.logs;

import io.signalbeam.shared.telemetry.LogLine;
import java.time.Instant;
import java.util.function.Consumer;

/** Where containers' output comes from. Port. */
public interface LogSource {

    /**
     * Hands over what a container has written after that time, and whatever it writes from now on, on a thread of its own;
     * until the container ends, the engine has been silent for minutes, or the following is closed.
     *
     * @param lines as the container wrote them, in their order, by the host's clock
     */
    Following follow(String containerId, Instant after, Consumer<LogLine> lines);

    /** One container that is followed. */
    interface Following extends AutoCloseable {
        /** Nothing more will come. */
        boolean hasEnded();

        @Override
        void close();
    }
}
