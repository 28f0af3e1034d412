package io.signalbeam.agent.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** The last lines that this process has logged, for diagnostics. */
final class RecentLog extends Handler {
    static final RecentLog INSTANCE = new RecentLog();
    private static final int MOST = 300;
    private static final int LONGEST = 2_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    private RecentLog() {}

    synchronized List<String> lines() {
        return lines.stream().flatMap(String::lines).toList();
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        var text = formatter.format(entry);
        lines.addLast(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
        if (lines.size() > MOST) {
            lines.removeFirst();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
