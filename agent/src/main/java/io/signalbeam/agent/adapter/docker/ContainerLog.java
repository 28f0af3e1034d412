package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

final class ContainerLog {
    private ContainerLog() {}

    static List<String> lastLines(DockerClient docker, String containerId, int lines, int bytes) {
        var collector = new Collector(bytes);
        try (collector) {
            docker.logContainerCmd(containerId)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(lines)
                    .exec(collector);
            collector.awaitCompletion(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DockerException e) {
            // Gone, or with a log driver that cannot be read: a report without lines is better than none.
            return List.of();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw EngineFailures.unavailable(e);
        }
        return collector.text().lines().toList();
    }

    /** Keeps the end: a line may be of any length. */
    private static final class Collector extends ResultCallback.Adapter<Frame> {
        private final Deque<byte[]> frames = new ArrayDeque<>();
        private final int most;
        private long bytes;
        private boolean cut;

        Collector(int most) {
            this.most = most;
        }

        @Override
        public synchronized void onNext(Frame frame) {
            frames.addLast(frame.getPayload());
            bytes += frame.getPayload().length;
            while (bytes > most) {
                bytes -= frames.removeFirst().length;
                cut = true;
            }
        }

        synchronized String text() {
            var all = new ByteArrayOutputStream();
            frames.forEach(all::writeBytes);
            var text = all.toString(StandardCharsets.UTF_8);
            // What is left of a line, or of a character, is neither.
            return cut ? text.substring(text.indexOf('\n') + 1) : text;
        }
    }
}
