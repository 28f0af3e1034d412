package io.signalbeam.local.cosmos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    @Test
    void a_torn_record_at_the_end_is_cut_off_and_writing_goes_on_after_the_last_good_one() throws Exception {
        try (var journal = Journal.open(file(), record -> {})) {
            journal.append(bytes("one")).join();
            journal.append(bytes("two")).join();
        }
        var whole = Files.readAllBytes(file());
        for (var cut = 12; cut < whole.length; cut++) {
            Files.write(file(), Arrays.copyOf(whole, cut));
            try (var journal = Journal.open(file(), record -> {})) {
                journal.append(bytes("three")).join();
            }
            assertThat(read()).containsExactly("one", "three");
        }
    }

    @Test
    void a_flipped_bit_ends_the_replay() throws Exception {
        try (var journal = Journal.open(file(), record -> {})) {
            journal.append(bytes("one")).join();
            journal.append(bytes("two")).join();
        }
        var all = Files.readAllBytes(file());
        all[all.length - 1] ^= 1;
        Files.write(file(), all, StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(read()).containsExactly("one");
    }

    @Test
    void replacing_leaves_the_given_records_and_what_came_after() throws Exception {
        try (var journal = Journal.open(file(), record -> {})) {
            journal.append(bytes("old")).join();
            journal.replace(List.of(bytes("a"), bytes("b"))).join();
            journal.append(bytes("c")).join();
        }
        assertThat(read()).containsExactly("a", "b", "c");
    }

    private List<String> read() throws Exception {
        var records = new ArrayList<String>();
        Journal.open(file(), record -> records.add(new String(record, StandardCharsets.UTF_8)))
                .close();
        return records;
    }

    private Path file() {
        return directory.resolve("journal");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
