package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.signalbeam.agent.logs.LogSource;
import io.signalbeam.shared.telemetry.LogLine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's logs, followed with the time of each line ({@code GET /containers/{id}/logs} of its API). */
public final class DockerLogs implements LogSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockerLogs.class);
    /** A container that writes nothing for so long is asked again. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    /** Connections: each container that is followed has one. */
    private static final int MOST_FOLLOWED = 256;

    private final URI host;

    @Nullable private DockerClient docker;

    /** @param host as of {@link DockerRuntime}; no connection is made before something is followed */
    public DockerLogs(URI host) {
        this.host = host;
    }

    @Override
    public Following follow(String containerId, Instant after, Consumer<LogLine> lines) {
        var stream = new Stream(after, lines);
        client().logContainerCmd(containerId)
                .withStdOut(true)
                .withStdErr(true)
                .withTimestamps(true)
                .withFollowStream(true)
                // Whole seconds: what is too early is left out below.
                .withSince((int) after.getEpochSecond())
                .exec(stream);
        return stream;
    }

    @Override
    public synchronized void close() {
        try {
            if (docker != null) {
                docker.close();
            }
        } catch (IOException e) {
            LOG.debug("the engine's connection: {}", e.toString());
        }
    }

    private synchronized DockerClient client() {
        if (docker == null) {
            docker = DockerClients.open(host, SILENCE, MOST_FOLLOWED);
        }
        return docker;
    }

    private static final class Stream extends EngineStream<Frame> implements Following {
        private final Instant after;
        private final Consumer<LogLine> lines;

        Stream(Instant after, Consumer<LogLine> lines) {
            super("a container's log");
            this.after = after;
            this.lines = lines;
        }

        @Override
        public void onNext(Frame frame) {
            var text = new String(frame.getPayload(), StandardCharsets.UTF_8).stripTrailing();
            int space = text.indexOf(' ');
            try {
                var at = Instant.parse(space < 0 ? text : text.substring(0, space));
                if (at.isAfter(after)) {
                    var stream =
                            frame.getStreamType() == StreamType.STDERR ? LogLine.Stream.stderr : LogLine.Stream.stdout;
                    lines.accept(new LogLine(at, stream, space < 0 ? "" : text.substring(space + 1)));
                }
            } catch (DateTimeException e) {
                LOG.debug("a line without a time: {}", e.toString());
            }
        }
    }
}
