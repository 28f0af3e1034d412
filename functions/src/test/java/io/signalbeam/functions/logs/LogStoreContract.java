package io.signalbeam.functions.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What every {@link LogStore} does. */
public abstract class LogStoreContract {
    protected abstract LogStore store();

    @Test
    void a_file_grows_only_at_the_length_that_it_is_known_to_have() {
        assertThat(store().end("2026-03-02/a/b.log", 4)).isNull();
        assertThat(store().read("2026-03-02/a/b.log", 0, 10)).isEmpty();
        assertThat(store().append("2026-03-02/a/b.log", 5, bytes("x"))).isFalse();
        assertThat(store().append("2026-03-02/a/b.log", 0, bytes("hello "))).isTrue();
        assertThat(store().append("2026-03-02/a/b.log", 0, bytes("hello "))).isFalse();
        assertThat(store().append("2026-03-02/a/b.log", 6, bytes("world"))).isTrue();

        var end = store().end("2026-03-02/a/b.log", 4);
        assertThat(end.length()).isEqualTo(11);
        assertThat(end.bytes()).isEqualTo(bytes("orld"));
        assertThat(store().read("2026-03-02/a/b.log", 4, 3)).isEqualTo(bytes("o w"));
        assertThat(store().read("2026-03-02/a/b.log", 9, 30)).isEqualTo(bytes("ld"));
        assertThat(store().read("2026-03-02/a/b.log", 11, 30)).isEmpty();
    }

    @Test
    void what_ends_before_a_day_is_deleted() {
        for (int day = 10; day < 14; day++) {
            store().append("2026-02-" + day + "/t/d/x.log", 0, bytes("x"));
            store().append("2026-02-" + day + "/t/d/y.log", 0, bytes("y"));
        }
        assertThat(store().deleteBefore(LocalDate.parse("2026-02-12"), 3)).isEqualTo(3);
        assertThat(store().deleteBefore(LocalDate.parse("2026-02-12"), 3)).isEqualTo(1);
        assertThat(store().end("2026-02-11/t/d/y.log", 1)).isNull();
        assertThat(store().end("2026-02-12/t/d/x.log", 1)).isNotNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
