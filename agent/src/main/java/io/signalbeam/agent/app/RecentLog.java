package io.signalbeam.agent.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/** The last entries that this process has logged, for who looks on the machine and for diagnostics. */
final class RecentLog extends Handler {
    static final RecentLog INSTANCE = new RecentLog();
    static final int MOST = 300;
    private static final int LONGEST = 2_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final SimpleFormatter formatter = new SimpleFormatter();
    private long written;

    /**
     * Some of what was logged.
     *
     * @param next where to go on
     */
    record Part(String text, long next) {}

    RecentLog() {}

    synchronized List<String> lines() {
        return lines.stream().flatMap(String::lines).toList();
    }

    /** The newest entries, at most so many. */
    synchronized Part last(int most) {
        return after(Math.max(written - most, 0));
    }

    /** All since an earlier part. What is no longer kept is told as such. */
    synchronized Part after(long next) {
        long kept = written - lines.size();
        var text = next < kept ? "(not kept any more: " + (kept - next) + ")\n" : "";
        return new Part(text + lines.stream().skip(Math.max(next - kept, 0)).collect(Collectors.joining()), written);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        var text = formatter.format(entry);
        written++;
        lines.addLast(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\n");
        if (lines.size() > MOST) {
            lines.removeFirst();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
