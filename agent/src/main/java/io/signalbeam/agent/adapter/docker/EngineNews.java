package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import io.signalbeam.agent.runtime.ManagedLabels;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine tells of its containers as it happens ({@code GET /events} of its API), those with the label
 * {@link ManagedLabels#MANAGED} alone. Where it tells nothing, nothing is known: whoever asks has to look for himself.
 */
final class EngineNews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineNews.class);
    /** An engine with no news for so long is asked anew: a line that was cut is silent too. */
    private static final Duration SILENCE = Duration.ofMinutes(10);
    /** An engine answers first, and listens to itself a moment later: what happens in between is told to nobody. */
    private static final Duration DEAF = Duration.ofSeconds(2);

    private final URI host;
    private final Runnable heard;
    private boolean closed;

    @Nullable private DockerClient docker;

    @Nullable private Stream stream;

    /**
     * @param host as of {@link DockerRuntime}; no connection is made before {@link #listen}
     * @param heard is called when something has happened to a container, on a thread of the connection's own
     */
    EngineNews(URI host, Runnable heard) {
        this.host = host;
        this.heard = heard;
    }

    /** How much was heard, of a container or of all. While two of them are equal nothing has happened. */
    record Edition(Object stream, int changes) {}

    /** Asks the engine to tell, unless it does so already. Waits for nothing. */
    synchronized void listen() {
        if (closed || (stream != null && !stream.hasEnded())) {
            return;
        }
        if (docker == null) {
            docker = DockerClients.open(host, SILENCE, 2);
        }
        stream = new Stream(heard);
        docker.eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withLabelFilter(ManagedLabels.MANAGED + "=true")
                .exec(stream);
    }

    /** Empty while nobody would say if something happened. */
    synchronized Optional<Edition> edition(String containerId) {
        return stream == null || !stream.isHeard() ? Optional.empty() : Optional.of(stream.edition(containerId));
    }

    /** Of all containers together, but for their health; empty while nobody would say if something happened. */
    synchronized Optional<Edition> edition() {
        return stream == null || !stream.isHeard() ? Optional.empty() : Optional.of(stream.edition());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (docker == null) {
            return;
        }
        try {
            if (stream != null) {
                stream.close();
            }
            docker.close();
        } catch (IOException e) {
            LOG.debug("the engine's connection: {}", e.toString());
        }
    }

    private static final class Stream extends EngineStream<Event> {
        private final Runnable heard;
        private final Map<String, Integer> changes = new ConcurrentHashMap<>();
        private final AtomicInteger allChanges = new AtomicInteger();
        private volatile long answeredAt;

        Stream(Runnable heard) {
            super("the engine's news");
            this.heard = heard;
        }

        boolean isHeard() {
            long since = answeredAt;
            return !hasEnded() && since != 0 && System.nanoTime() - since > DEAF.toNanos();
        }

        Edition edition(String containerId) {
            return new Edition(this, changes.getOrDefault(containerId, 0));
        }

        Edition edition() {
            return new Edition(this, allChanges.get());
        }

        @Override
        public void onStart(Closeable answer) {
            super.onStart(answer);
            answeredAt = System.nanoTime() | 1;
        }

        @Override
        public void onNext(Event event) {
            var action = event.getAction();
            var actor = event.getActor();
            // A health check is a program that runs inside, each time; what comes of it is told by itself.
            if (action == null || actor == null || actor.getId() == null || action.startsWith("exec")) {
                return;
            }
            if (action.equals("destroy") || action.equals("remove")) {
                changes.remove(actor.getId());
            } else {
                changes.merge(actor.getId(), 1, Integer::sum);
            }
            if (!action.startsWith("health_status")) {
                allChanges.incrementAndGet();
            }
            // Podman tells of each check, also when it found what the one before has found.
            if (!action.equals("health_status")) {
                heard.run();
            }
        }
    }
}
