package io.signalbeam.agent.logs;

import io.signalbeam.agent.pace.RateCap;
import io.signalbeam.shared.telemetry.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines of one container that wait to be sent. What finds no room, or no place within the rate, is counted; the first line
 * that does says how much that was.
 */
final class LogBuffer {
    /** Beside the text, in bytes: time and stream. */
    private static final int LINE = 20;

    private final RateCap cap;
    /** Of all buffers of the device together. */
    private final AtomicLong held;

    private final long mostHeld;
    private List<LogLine> lines = new ArrayList<>();
    private long bytes;
    private long leftOut;
    private long leftOutBytes;

    LogBuffer(RateCap cap, AtomicLong held, long mostHeld) {
        this.cap = cap;
        this.held = held;
        this.mostHeld = mostHeld;
    }

    synchronized void add(LogLine line) {
        int size = size(line);
        if (held.get() + size > mostHeld || !cap.takes(size)) {
            leftOut++;
            leftOutBytes += size;
            return;
        }
        if (leftOut > 0) {
            put(told(line.at()));
        }
        put(line);
    }

    /** The oldest lines, of about so many bytes at the most, and with them word of what was left out after the last. */
    synchronized List<LogLine> take(long mostBytes, Instant now) {
        if (leftOut > 0 && bytes < mostBytes) {
            put(told(now));
        }
        int count = 0;
        long taken = 0;
        while (count < lines.size() && (count == 0 || taken + size(lines.get(count)) <= mostBytes)) {
            taken += size(lines.get(count));
            count++;
        }
        return List.copyOf(lines.subList(0, count));
    }

    /** The first lines are where they should be. */
    synchronized void forget(int count) {
        long gone = lines.stream().limit(count).mapToLong(LogBuffer::size).sum();
        lines = new ArrayList<>(lines.subList(count, lines.size()));
        bytes -= gone;
        held.addAndGet(-gone);
    }

    private void put(LogLine line) {
        lines.add(line);
        bytes += size(line);
        held.addAndGet(size(line));
    }

    private LogLine told(Instant at) {
        var line = new LogLine(
                at,
                LogLine.Stream.agent,
                "%d lines of %d bytes left out: more than this device may send".formatted(leftOut, leftOutBytes));
        leftOut = 0;
        leftOutBytes = 0;
        return line;
    }

    private static int size(LogLine line) {
        return line.text().getBytes(StandardCharsets.UTF_8).length + LINE;
    }
}
