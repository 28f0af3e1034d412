package io.signalbeam.functions.logs;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.telemetry.LogBatch;
import io.signalbeam.shared.telemetry.LogLine;
import io.signalbeam.shared.telemetry.LogLines;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A file of logs as anybody can read it: a line of JSON for each line, in the order in which they arrived. */
public final class LogText {
    private static final int ROOM = LogBatch.MAX_CONTENT + 64 * 1024;

    private LogText() {}

    /** What is at the end and no whole batch is left out; what is damaged ends it, and the last line says so. */
    public static void write(InputStream file, OutputStream text) throws IOException {
        var buffer = ByteBuffer.allocate(ROOM);
        try {
            int read = 0;
            while (read >= 0) {
                read = file.read(buffer.array(), buffer.position(), buffer.remaining());
                buffer.position(buffer.position() + Math.max(read, 0)).flip();
                for (var frame = LogFrame.read(buffer); frame != null; frame = LogFrame.read(buffer)) {
                    write(frame, text);
                }
                buffer.compact();
            }
        } catch (PermanentFailure damaged) {
            text.write("{\"damaged\":true}\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void write(LogFrame frame, OutputStream text) throws IOException {
        if (LogLines.unpack(frame.packed()) instanceof Validated.Valid<List<LogLine>>(var lines)) {
            for (var line : lines) {
                text.write(Json.writeBytes(line));
                text.write('\n');
            }
        }
    }
}
