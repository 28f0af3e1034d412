package io.signalbeam.shared.telemetry;

import io.signalbeam.shared.validation.Validated;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines packed: gzip of one line each, {@code <milliseconds since 1970> <o, e or a> <text>} in UTF-8. Not JSON, because it
 * is taken apart and put together for every line that a container ever writes.
 */
public final class LogLines {

    private LogLines() {}

    public static byte[] pack(List<LogLine> lines) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            for (var line : lines) {
                var text = line.at().toEpochMilli() + " " + letter(line.stream()) + " " + oneLine(line.text()) + "\n";
                gzip.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Never throws, and never makes more of it than {@link LogBatch#MAX_UNPACKED} bytes. */
    public static Validated<List<LogLine>> unpack(byte[] packed) {
        byte[] bytes;
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            bytes = gzip.readNBytes(LogBatch.MAX_UNPACKED + 1);
        } catch (IOException e) {
            return Validated.invalid("content", "format", "is not gzip");
        }
        if (bytes.length > LogBatch.MAX_UNPACKED) {
            return Validated.invalid("content", "range", "at most " + LogBatch.MAX_UNPACKED + " bytes when unpacked");
        }
        var lines = new ArrayList<LogLine>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                var line = line(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                if (line == null) {
                    return Validated.invalid("content", "format", "line " + (lines.size() + 1) + " is none");
                }
                lines.add(line);
                from = i + 1;
            }
        }
        return from == bytes.length
                ? Validated.valid(List.copyOf(lines))
                : Validated.invalid("content", "format", "the last line has no end");
    }

    private static @Nullable LogLine line(String text) {
        int space = text.indexOf(' ');
        if (space < 1 || space > 15 || text.length() < space + 3 || text.charAt(space + 2) != ' ') {
            return null;
        }
        var stream = switch (text.charAt(space + 1)) {
            case 'o' -> LogLine.Stream.stdout;
            case 'e' -> LogLine.Stream.stderr;
            case 'a' -> LogLine.Stream.agent;
            default -> null;
        };
        try {
            return stream == null
                    ? null
                    : new LogLine(
                            Instant.ofEpochMilli(Long.parseLong(text.substring(0, space))),
                            stream,
                            text.substring(space + 3));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static char letter(LogLine.Stream stream) {
        return switch (stream) {
            case stdout -> 'o';
            case stderr -> 'e';
            case agent -> 'a';
        };
    }

    private static String oneLine(String text) {
        var cut = text.length() > LogLine.MAX_LENGTH ? text.substring(0, LogLine.MAX_LENGTH) : text;
        return cut.indexOf('\n') < 0 ? cut : cut.replace('\n', ' ');
    }
}
