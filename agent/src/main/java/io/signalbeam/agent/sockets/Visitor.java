package io.signalbeam.agent.sockets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection: bytes that come in become lines, answers go out as fast as they are taken. */
final class Visitor {
    /** Java keeps as much memory outside the heap as the largest write took. */
    private static final int MOST_AT_ONCE = 4096;

    private final Door door;
    private final SocketChannel channel;
    private final Visit visit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private ByteBuffer out = ByteBuffer.allocate(0);
    private boolean lineTooLong;
    private boolean saidAll;
    private long progressAt = System.nanoTime();

    Visitor(Door door, SocketChannel channel) {
        this.door = door;
        this.channel = channel;
        this.visit = door.visits().get();
    }

    Door door() {
        return door;
    }

    /**
     * Takes what has come and sends what can be sent.
     *
     * @param buffer for what has come, of no meaning before and after
     * @return what to wait for next, as the operations of a {@link SelectionKey}; nothing when the visit is over
     */
    int serve(ByteBuffer buffer) throws IOException {
        if (isListening()) {
            read(buffer);
        }
        write();
        boolean hasMore = out.hasRemaining();
        if (!hasMore && !isListening()) {
            return 0;
        }
        boolean isAwaited = !hasMore && visit.isAwaited();
        if (!isAwaited && System.nanoTime() - progressAt > door.patience().toNanos()) {
            return 0;
        }
        return (isListening() ? SelectionKey.OP_READ : 0) | (hasMore ? SelectionKey.OP_WRITE : 0);
    }

    /** Also to whoever waits for more: the end of what it says is that it has gone. */
    private boolean isListening() {
        return !saidAll && !visit.isOver();
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
            saidAll = true;
            if (line.size() > 0 || lineTooLong) {
                endOfLine();
            }
        }
        if (read <= 0) {
            return;
        }
        progressAt = System.nanoTime();
        buffer.flip();
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next == '\n') {
                endOfLine();
            } else if (line.size() < door.longestLine()) {
                line.write(next);
            } else {
                lineTooLong = true;
            }
        }
    }

    private void endOfLine() {
        if (lineTooLong) {
            visit.lineTooLong();
        } else {
            var text = line.toString(StandardCharsets.UTF_8);
            visit.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
        line.reset();
        lineTooLong = false;
    }

    private void write() throws IOException {
        if (!out.hasRemaining()) {
            out = ByteBuffer.wrap(visit.answer());
        }
        int end = out.limit();
        out.limit(Math.min(end, out.position() + MOST_AT_ONCE));
        try {
            if (out.hasRemaining() && channel.write(out) > 0) {
                progressAt = System.nanoTime();
            }
        } finally {
            out.limit(end);
        }
    }
}
