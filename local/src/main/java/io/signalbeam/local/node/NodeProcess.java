package io.signalbeam.local.node;

import io.signalbeam.local.process.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A script on Node as a child process. The child holds the read end of a pipe and ends when it closes, which happens
 * however this JVM dies: see {@code lifeline.mjs}.
 */
public final class NodeProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int KEPT_LINES = 30;

    private final String name;
    private final ChildProcess process;

    private NodeProcess(String name, ChildProcess process) {
        this.name = name;
        this.process = process;
    }

    /** A started child, and what each of the awaited lines matched, in the order of the patterns. */
    public record Started(NodeProcess process, List<MatchResult> lines) {}

    /**
     * Starts a script and waits until its standard output has shown a line for every pattern.
     *
     * @param log everything the child writes is appended here
     * @throws IllegalStateException when the child ends first, or says nothing for 90 s; the message has its last lines
     */
    public static Started start(
            String name,
            NodeServices services,
            String script,
            List<String> arguments,
            Map<String, String> environment,
            Path log,
            List<Pattern> awaited) {
        try {
            var command = new ArrayList<String>(List.of("node", script));
            command.addAll(arguments);
            var builder = new ProcessBuilder(command)
                    .directory(services.directory().toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = ChildProcess.start(name, builder, ChildProcess.Ask.END_OF_INPUT, STOP);
            var child = new NodeProcess(name, process);
            var ready = new CompletableFuture<List<MatchResult>>();
            Thread.ofVirtual().name(name + "-output").start(() -> child.follow(log, awaited, ready));
            try {
                return new Started(child, ready.get(START.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                child.close();
                throw new IllegalStateException(e.getCause());
            } catch (TimeoutException e) {
                child.close();
                throw new IllegalStateException(name + " did not start within " + START + "; see " + log, e);
            } catch (InterruptedException e) {
                child.close();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while " + name + " started", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the child still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The child's process id. */
    public long pid() {
        return process.pid();
    }

    private void follow(Path log, List<Pattern> awaited, CompletableFuture<List<MatchResult>> ready) {
        var found = new MatchResult[awaited.size()];
        var missing = awaited.size();
        Deque<String> last = new ArrayDeque<>();
        try (var in = new BufferedReader(
                        new InputStreamReader(process.process().getInputStream(), StandardCharsets.UTF_8));
                var out = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                if (missing == 0) {
                    continue;
                }
                last.addLast(line);
                if (last.size() > KEPT_LINES) {
                    last.removeFirst();
                }
                for (var i = 0; i < found.length; i++) {
                    var matcher = awaited.get(i).matcher(line);
                    if (found[i] == null && matcher.find()) {
                        found[i] = matcher.toMatchResult();
                        missing--;
                    }
                }
                if (missing == 0) {
                    ready.complete(List.of(found));
                }
            }
        } catch (IOException e) {
            LOG.debug("The output of {} ended", name, e);
        }
        ready.completeExceptionally(
                new IllegalStateException(name + " ended before it was ready:\n" + String.join("\n", last)));
    }

    /** Asks the child to end, and after 10 s makes it. */
    @Override
    public void close() {
        process.close();
    }
}
