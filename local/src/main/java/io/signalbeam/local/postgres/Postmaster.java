package io.signalbeam.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The parent of a server's processes, and they. */
record Postmaster(ProcessHandle process, Path pidFile) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** That of a data directory, when a server runs there. */
    static Optional<Postmaster> of(Path data) {
        var file = data.resolve("postmaster.pid");
        try {
            var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            return ProcessHandle.of(pid).map(process -> new Postmaster(process, file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    /** SIGKILL to all of them, the parent first, so that it starts none again. */
    void kill() {
        var all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!all.stream().allMatch(Postmaster::ended)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("PostgreSQL survived SIGKILL: " + all);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        try {
            // Where process 1 reaps no children a dead server keeps its id, and the next one would take it for alive.
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gone, or a zombie: proc(5), the state after the command's closing parenthesis. */
    private static boolean ended(ProcessHandle handle) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return true;
        }
    }
}
