package io.signalbeam.functions.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.telemetry.LogLine;
import io.signalbeam.shared.telemetry.LogLines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogTextTest {
    private static final Instant AT = Instant.parse("2026-11-22T08:00:00.000Z");

    /** More batches than are read at once. */
    private static byte[] file(int batches) {
        var all = new ByteArrayOutputStream();
        IntStream.range(0, batches).forEach(i -> {
            var lines = List.of(
                    new LogLine(AT.plusSeconds(i), LogLine.Stream.stdout, "line " + i + " \"quoted\" ä"),
                    new LogLine(AT.plusSeconds(i), LogLine.Stream.stderr, "x".repeat(2_000) + i));
            all.writeBytes(new LogFrame(new LogFrame.Mark(i, 0), AT, AT, LogLines.pack(lines)).bytes());
        });
        return all.toByteArray();
    }

    private static List<String> text(byte[] file) throws IOException {
        var out = new ByteArrayOutputStream();
        LogText.write(new ByteArrayInputStream(file), out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void writes_each_line_as_json_in_its_order() throws IOException {
        var lines = text(file(5_000));
        assertThat(lines).hasSize(10_000);
        assertThat(lines.getFirst())
                .isEqualTo(
                        "{\"at\":\"2026-11-22T08:00:00.000Z\",\"stream\":\"stdout\",\"text\":\"line 0 \\\"quoted\\\" ä\"}");
        assertThat(lines.getLast()).contains("\"stderr\"").endsWith("4999\"}");
    }

    @Test
    void leaves_out_what_has_no_end_and_says_where_the_rest_is_damaged() throws IOException {
        var whole = file(3);
        assertThat(text(Arrays.copyOf(whole, whole.length - 1))).hasSize(4);
        var damaged = Arrays.copyOf(whole, whole.length + 100);
        assertThat(text(damaged)).hasSize(7).last().isEqualTo("{\"damaged\":true}");
        assertThat(text(new byte[0])).isEmpty();
    }
}
