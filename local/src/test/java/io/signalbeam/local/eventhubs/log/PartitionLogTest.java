package io.signalbeam.local.eventhubs.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.eventhubs.log.StartAt.After;
import io.signalbeam.local.eventhubs.log.StartAt.Latest;
import io.signalbeam.local.eventhubs.log.StartAt.Measure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartitionLogTest {
    private static final Retention SMALL = new Retention(Duration.ofDays(7), 10_000, 2_000);
    private static final Retention LARGE = new Retention(Duration.ofDays(7), 1 << 30, 2_000);

    @TempDir
    Path directory;

    private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void what_was_appended_is_read_across_segments_and_restarts() throws Exception {
        try (var log = open(LARGE)) {
            append(log, 0, 300);
        }
        assertThat(segments()).hasSizeGreaterThan(3);
        try (var log = open(LARGE)) {
            append(log, 300, 301);
            assertThat(read(log, StartAt.EARLIEST)).isEqualTo(texts(0, 301));
            assertThat(log.bounds().last().sequence()).isEqualTo(300);
        }
    }

    @Test
    void every_place_can_be_started_from() throws Exception {
        try (var log = open(LARGE)) {
            var first = now.plusMillis(10).toEpochMilli();
            for (var i = 0; i < 100; i++) {
                now = now.plusMillis(10);
                append(log, i, i + 1);
                var place = log.bounds().last();
                assertThat(read(log, new After(Measure.OFFSET, place.offset() - 1, false)))
                        .containsExactly("event " + i);
            }
            for (var i = 0; i < 100; i++) {
                assertThat(read(log, new After(Measure.SEQUENCE, i, true))).isEqualTo(texts(i, 100));
                assertThat(read(log, new After(Measure.SEQUENCE, i, false))).isEqualTo(texts(i + 1, 100));
                assertThat(read(log, new After(Measure.TIME, first + i * 10L, false)))
                        .isEqualTo(texts(i + 1, 100));
            }
            assertThat(read(log, new Latest())).isEmpty();
        }
    }

    @Test
    void a_tail_torn_anywhere_costs_the_torn_events_alone() throws Exception {
        try (var log = open(Retention.DEFAULT)) {
            append(log, 0, 5);
        }
        var file = segments().getFirst();
        var whole = Files.readAllBytes(file);
        var record = whole.length / 5;
        for (var length = whole.length; length >= 0; length -= 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            var left = length / record;
            try (var log = open(Retention.DEFAULT)) {
                assertThat(read(log, StartAt.EARLIEST)).isEqualTo(texts(0, left));
                append(log, left, left + 1);
                assertThat(read(log, StartAt.EARLIEST)).isEqualTo(texts(0, left + 1));
            }
        }
    }

    @Test
    void a_damaged_last_record_is_not_given_out() throws Exception {
        try (var log = open(Retention.DEFAULT)) {
            append(log, 0, 3);
        }
        try (var file = new RandomAccessFile(segments().getFirst().toFile(), "rw")) {
            file.seek(file.length() - 1);
            file.write('?');
        }
        try (var log = open(Retention.DEFAULT)) {
            assertThat(read(log, StartAt.EARLIEST)).isEqualTo(texts(0, 2));
        }
    }

    @Test
    void size_takes_the_oldest_segments_from_under_a_reader() throws Exception {
        try (var log = open(SMALL)) {
            append(log, 0, 1_000);
            var reader = log.read(StartAt.EARLIEST);
            expire(log);
            var bounds = log.bounds();
            assertThat(bounds.beginSequence()).isBetween(1L, 998L);
            assertThat(bounds.last().sequence()).isEqualTo(999);
            assertThat(rest(reader)).isEqualTo(texts((int) bounds.beginSequence(), 1_000));
        }
    }

    @Test
    void age_takes_all_and_numbers_go_on_after_a_restart() throws Exception {
        try (var log = open(LARGE)) {
            append(log, 0, 50);
            now = now.plus(Duration.ofDays(8));
            expire(log);
            assertThat(log.bounds().isEmpty()).isTrue();
        }
        try (var log = open(LARGE)) {
            assertThat(log.bounds().isEmpty()).isTrue();
            assertThat(log.bounds().last().sequence()).isEqualTo(49);
            append(log, 50, 51);
            assertThat(log.bounds().last().sequence()).isEqualTo(50);
            assertThat(read(log, StartAt.EARLIEST)).containsExactly("event 50");
        }
    }

    @Test
    void senders_that_do_not_wait_for_each_other_keep_their_order() throws Exception {
        try (var log = open(Retention.DEFAULT)) {
            var done = new ArrayList<CompletableFuture<Boolean>>();
            for (var text : texts(0, 2_000)) {
                var acknowledged = new CompletableFuture<Boolean>();
                log.append(List.of(new Text(text)), failure -> acknowledged.complete(failure == null));
                done.add(acknowledged);
            }
            for (var each : done) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(read(log, StartAt.EARLIEST)).isEqualTo(texts(0, 2_000));
        }
    }

    private PartitionLog open(Retention retention) throws IOException {
        return PartitionLog.open("test", directory, retention, new TestClock());
    }

    private static void append(PartitionLog log, int from, int to) throws Exception {
        for (var at = from; at < to; at += 20) {
            var done = new CompletableFuture<Boolean>();
            var entries =
                    texts(at, Math.min(to, at + 20)).stream().map(Text::new).toList();
            log.append(entries, failure -> done.complete(failure == null));
            assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Chores and appends are done in their order, so an answered append says that the chore before it is done. */
    private static void expire(PartitionLog log) throws Exception {
        log.expire();
        var done = new CompletableFuture<Boolean>();
        log.append(List.of(), failure -> done.complete(failure == null));
        assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
    }

    private static List<String> read(PartitionLog log, StartAt start) throws IOException {
        return rest(log.read(start));
    }

    private static List<String> rest(LogReader reader) throws IOException {
        var read = new ArrayList<String>();
        for (var message = reader.next(); message != null; message = reader.next()) {
            read.add(StandardCharsets.UTF_8.decode(message).toString());
        }
        return read;
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "event " + i).toList();
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private record Text(String text) implements Entry {
        @Override
        public int maxSize() {
            return text.length();
        }

        @Override
        public void write(ByteBuffer out, Place place) {
            out.put(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
