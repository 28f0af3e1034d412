package io.signalbeam.shared.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.LogLine.Stream;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogCodecTest {
    private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123Z");
    private static final List<LogLine> LINES = List.of(
            new LogLine(AT, Stream.stdout, "ready to räuchern"),
            new LogLine(AT.plusSeconds(1), Stream.stderr, ""),
            new LogLine(AT.plusSeconds(2), Stream.agent, "3 lines of 90 bytes left out"));

    @Test
    void an_event_comes_back_as_it_was() {
        var body = LogCodec.encode(event(batch("web", 7, 3, LogLines.pack(LINES))));
        assertThat(LogCodec.isLog(body)).isTrue();

        var read = switch (LogCodec.decode(body)) {
            case Validated.Valid<TelemetryEvent<LogBatch>>(var event) -> event;
            case Validated.Invalid<TelemetryEvent<LogBatch>>(var errors) -> throw new AssertionError(errors);
        };
        assertThat(read.data()).usingRecursiveComparison().isEqualTo(batch("web", 7, 3, LogLines.pack(LINES)));
        assertThat(LogLines.unpack(read.data().content())).isEqualTo(Validated.valid(LINES));
    }

    @Test
    void a_line_is_one_line_and_no_longer_than_may_be() {
        var packed = LogLines.pack(List.of(new LogLine(AT, Stream.stdout, "a\nb" + "c".repeat(20_000))));
        assertThat(LogLines.unpack(packed))
                .isEqualTo(Validated.valid(List.of(
                        new LogLine(AT, Stream.stdout, "a b" + "c".repeat(LogLine.MAX_LENGTH - 3)))));
    }

    @Test
    void what_is_wrong_is_named() {
        assertThat(errors(LogCodec.encode(event(batch("../etc", 7, 3, LogLines.pack(LINES))))))
                .containsExactly("data.bundle");
        assertThat(errors(LogCodec.encode(event(batch("web", 8, 3, LogLines.pack(LINES))))))
                .containsExactly("data.retentionDays");
        assertThat(errors(LogCodec.encode(event(batch("web", 7, 4, LogLines.pack(LINES))))))
                .containsExactly("data.lines");
        assertThat(errors(LogCodec.encode(event(batch("web", 7, 3, new byte[] {1, 2, 3})))))
                .containsExactly("data.content");
        assertThat(errors("[]".getBytes(StandardCharsets.UTF_8))).containsExactly("");
    }

    @Test
    void what_unpacks_to_very_much_is_refused_without_being_unpacked() {
        var many = Collections.nCopies(200, new LogLine(AT, Stream.stdout, "0".repeat(10_000)));
        assertThat(LogLines.pack(many).length).isLessThan(LogBatch.MAX_CONTENT);
        assertThat(LogLines.unpack(LogLines.pack(many))).isInstanceOf(Validated.Invalid.class);
    }

    @Test
    void never_throws_on_whatever_bytes() {
        var random = new Random(4);
        var good = LogCodec.encode(event(batch("web", 7, 3, LogLines.pack(LINES))));
        for (int i = 0; i < 2_000; i++) {
            var body = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            assertThat(LogCodec.decode(body)).isNotNull();
        }
    }

    private static List<String> errors(byte[] body) {
        return switch (LogCodec.decode(body)) {
            case Validated.Valid<TelemetryEvent<LogBatch>>(var event) -> throw new AssertionError(event);
            case Validated.Invalid<TelemetryEvent<LogBatch>>(var errors) ->
                errors.stream().map(FieldError::field).toList();
        };
    }

    private static LogBatch batch(String bundle, int days, int lines, byte[] content) {
        return new LogBatch(bundle, "nginx", days, AT, AT.plusSeconds(2), lines, content);
    }

    private static TelemetryEvent<LogBatch> event(LogBatch batch) {
        return TelemetryEvent.of(UuidV7.at(AT), DeviceId.random(), TelemetryEvent.TYPE_LOG, AT, batch);
    }
}
