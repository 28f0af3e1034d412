package io.signalbeam.agent.journal;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTest {
    record Note(String text, int number) {}

    @TempDir
    private Path folder;

    private Path file;
    private Stored<Note> stored;

    @BeforeEach
    void open() {
        file = folder.resolve("note.json");
        stored = new Stored<>(file, Note.class);
    }

    @Test
    void gives_back_what_was_saved_last() {
        assertThat(stored.load()).isEmpty();
        stored.save(new Note("a", 1));
        stored.save(new Note("b", 2));
        assertThat(stored.load()).contains(new Note("b", 2));
        stored.delete();
        assertThat(stored.load()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 72, 80, -1})
    void a_file_cut_short_gives_the_one_before_and_is_set_aside(int length) throws Exception {
        stored.save(new Note("a", 1));
        stored.save(new Note("b", 2));
        var whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, length < 0 ? whole.length - 1 : length));
        assertThat(stored.load()).contains(new Note("a", 1));
        assertThat(folder.resolve("note.json.corrupt")).exists();
        stored.save(new Note("c", 3));
        assertThat(stored.load()).contains(new Note("c", 3));
    }

    @Test
    void what_was_saved_once_only_survives_the_loss_of_its_file() throws Exception {
        stored.save(new Note("a", 1));
        Files.write(file, new byte[0]);
        assertThat(stored.load()).contains(new Note("a", 1));
        assertThat(Files.getPosixFilePermissions(folder.resolve("note.json.prev")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void content_that_is_whole_and_makes_no_sense_gives_the_one_before() {
        stored.save(new Note("a", 1));
        new Stored<>(file, String.class).save("no note");
        assertThat(stored.load()).contains(new Note("a", 1));
    }

    @Test
    void a_flipped_bit_is_seen() throws Exception {
        stored.save(new Note("a", 1));
        stored.save(new Note("b", 2));
        var whole = Files.readAllBytes(file);
        whole[whole.length - 3] ^= 4;
        Files.write(file, whole);
        assertThat(stored.load()).contains(new Note("a", 1));
    }

    @Test
    void a_write_that_was_cut_between_its_renames_loses_nothing() throws Exception {
        stored.save(new Note("a", 1));
        Files.move(file, folder.resolve("note.json.prev"), REPLACE_EXISTING);
        Files.writeString(folder.resolve("note.json.tmp"), "half of it");
        assertThat(stored.load()).contains(new Note("a", 1));
        stored.save(new Note("b", 2));
        assertThat(stored.load()).contains(new Note("b", 2));
    }
}
