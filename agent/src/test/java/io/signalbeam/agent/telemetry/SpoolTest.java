package io.signalbeam.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.TransientFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    private Path folder;

    @Test
    void gives_events_in_order_until_they_are_forgotten() {
        var spool = new Spool(folder, 1 << 20);
        append(spool, 0, 5);
        assertThat(texts(spool.oldest(3))).containsExactly("event-0", "event-1", "event-2");
        var batch = spool.oldest(3);
        spool.forget(batch);
        assertThat(texts(spool.oldest(3))).containsExactly("event-3", "event-4");
        spool.forget(spool.oldest(3));
        assertThat(spool.isEmpty()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void survives_a_restart_and_skips_a_torn_line() throws Exception {
        var before = new Spool(folder, 1 << 20);
        append(before, 0, 3);
        try (var files = Files.list(folder)) {
            var segment = files.findFirst().orElseThrow();
            var whole = Files.readAllBytes(segment);
            Files.write(segment, java.util.Arrays.copyOf(whole, whole.length - 4));
        }
        var after = new Spool(folder, 1 << 20);
        assertThat(texts(after.oldest(10))).containsExactly("event-0", "event-1");
    }

    @Test
    void thins_the_oldest_first_and_stays_within_its_size() {
        var spool = new Spool(folder, 400_000);
        append(spool, 0, 60_000);
        assertThat(spool.size()).isLessThanOrEqualTo(400_000);
        var numbers = new ArrayList<Integer>();
        while (!spool.isEmpty()) {
            var batch = spool.oldest(500);
            texts(batch).forEach(text -> numbers.add(Integer.parseInt(text.substring(6))));
            spool.forget(batch);
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(8_000);
        assertThat(numbers.get(numbers.size() - 1)).isEqualTo(59_999);
        assertThat(numbers.get(0)).as("something of the first hour is left").isLessThan(20_000);
        long oldHalf = numbers.stream().filter(number -> number < 30_000).count();
        assertThat(oldHalf).isLessThan(numbers.size() / 2);
    }

    @Test
    void keeps_the_newest_in_memory_while_the_disk_takes_nothing() throws Exception {
        Files.delete(folder);
        Files.writeString(folder, "a file where the folder should be");
        var spool = new Spool(folder, 1 << 20);
        append(spool, 0, 100);
        var batch = spool.oldest(200);
        assertThat(texts(batch)).hasSize(64).startsWith("event-36").endsWith("event-99");
        spool.forget(batch);
        assertThat(spool.isEmpty()).isTrue();
        Files.delete(folder);
        Files.createDirectory(folder);
    }

    @Test
    void drains_over_the_second_way_when_the_first_is_closed_and_loses_nothing_when_both_are() throws Exception {
        var spool = new Spool(folder, 1 << 20);
        append(spool, 0, 3);
        var hub = new Route(10);
        var https = new Route(1);
        var drain = new SpoolDrain(spool, List.of(hub, https));
        hub.open = false;
        https.open = false;
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(drain::drain);
        https.open = true;
        drain.drain();
        assertThat(https.taken).containsExactly("event-0", "event-1", "event-2");
        hub.open = true;
        append(spool, 3, 5);
        drain.drain();
        assertThat(hub.taken).containsExactly("event-3", "event-4");
    }

    private static final class Route implements EventRoute {
        private final int batch;
        private final List<String> taken = new ArrayList<>();
        private boolean open = true;

        private Route(int batch) {
            this.batch = batch;
        }

        @Override
        public String name() {
            return "route of " + batch;
        }

        @Override
        public int batch() {
            return batch;
        }

        @Override
        public void publish(List<byte[]> events) {
            if (!open) {
                throw new TransientFailure("unreachable", "closed", null);
            }
            events.forEach(event -> taken.add(new String(event, StandardCharsets.UTF_8)));
        }
    }

    private static void append(Spool spool, int from, int to) {
        for (int i = from; i < to; i++) {
            spool.append(("event-" + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> texts(Spool.Batch batch) {
        return batch.events().stream()
                .map(event -> new String(event, StandardCharsets.UTF_8))
                .toList();
    }
}
