package io.signalbeam.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of a run that was killed: PostgreSQL outlives its JVM. The caller holds the directory's lock. */
final class Orphan {
    private static final Logger LOG = LoggerFactory.getLogger(Orphan.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Orphan() {}

    /** Ends the server whose process id is in the data directory's own {@code postmaster.pid}, when there is one. */
    static void end(Path data) throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        var process = ProcessHandle.of(pid).filter(handle -> serves(handle, data));
        if (process.isEmpty()) {
            return;
        }
        LOG.info("Ending the PostgreSQL that an earlier run left behind (process {})", pid);
        // SIGINT is PostgreSQL's fast shutdown; the SIGTERM that ProcessHandle sends would wait for its clients.
        new ProcessBuilder("kill", "-INT", Long.toString(pid)).inheritIO().start();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        // The file goes last. Where process 1 reaps no children, as in some containers, a dead server keeps its id.
        while (Files.exists(file) && serves(process.get(), data)) {
            if (System.nanoTime() > deadline) {
                process.get().destroyForcibly();
                deadline = Long.MAX_VALUE;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** A process id may have been given to something else since; a server's working directory is its data. */
    private static boolean serves(ProcessHandle process, Path data) {
        try {
            var cwd = Path.of("/proc", Long.toString(process.pid()), "cwd");
            return Files.isSameFile(cwd.toRealPath(), data);
        } catch (IOException e) {
            return process.info()
                    .command()
                    .map(command -> command.endsWith("postgres"))
                    .orElse(false);
        }
    }
}
