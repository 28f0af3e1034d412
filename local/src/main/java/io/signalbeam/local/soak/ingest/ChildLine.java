package io.signalbeam.local.soak.ingest;

import io.signalbeam.local.process.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a child says when it serves. */
final class ChildLine {
    static final String SERVING = "serving ";

    private ChildLine() {}

    /** Returns once the child serves. */
    static void await(ChildProcess child) throws IOException {
        var said = child.process().inputReader(StandardCharsets.UTF_8);
        var all = new StringBuilder();
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(SERVING)) {
                // Or it would stop at a full pipe.
                Thread.ofVirtual().start(() -> said.lines().forEach(more -> {}));
                return;
            }
            all.append(line).append('\n');
        }
        throw new IOException("it ended before it served:\n" + all);
    }
}
