package io.signalbeam.local.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells whoever waits for the local cloud what it is doing: a line a step, begun before the step and ended after it. */
public final class Progress {
    private final Path file;

    public Progress(Path file) {
        this.file = file;
    }

    @FunctionalInterface
    public interface Step<T extends @Nullable Object> {
        T run() throws Exception;
    }

    public <T extends @Nullable Object> T step(String what, Step<T> step) throws Exception {
        append("  %-46s".formatted(what));
        long started = System.nanoTime();
        T result;
        try {
            result = step.run();
        } catch (Exception e) {
            append("FAILED\n");
            throw e;
        }
        append("ok  (%.1fs)%n"
                .formatted(Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0));
        return result;
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
