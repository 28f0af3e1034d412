package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class RecentLogTest {
    private final RecentLog log = new RecentLog();

    @Test
    void the_newest_are_kept_in_order() {
        write(0, RecentLog.MOST + 2);
        assertThat(log.last(2).text().lines().filter(line -> line.contains("entry")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("entry 300."),
                        line -> assertThat(line).contains("entry 301."));
        assertThat(log.last(RecentLog.MOST).text())
                .startsWith(log.lines().getFirst())
                .contains("entry 2.");
    }

    @Test
    void goes_on_where_it_was_and_tells_what_is_lost() {
        write(0, 3);
        var first = log.last(RecentLog.MOST);
        assertThat(log.after(first.next()).text()).isEmpty();
        write(3, 1);
        assertThat(log.after(first.next()).text()).contains("entry 3.").doesNotContain("entry 2.");
        write(4, RecentLog.MOST);
        var late = log.after(first.next());
        assertThat(late.text()).startsWith("(not kept any more: 1)\n").contains("entry 4.");
        assertThat(log.after(late.next()).text()).isEmpty();
    }

    @Test
    void an_entry_is_cut_where_it_is_too_long() {
        log.publish(new LogRecord(Level.INFO, "x".repeat(10_000)));
        log.publish(new LogRecord(Level.INFO, "next"));
        assertThat(log.last(2).text()).hasSizeLessThan(3_000).contains("xx\n").contains("next");
    }

    private void write(int from, int count) {
        for (int i = from; i < from + count; i++) {
            log.publish(new LogRecord(Level.INFO, "entry " + i + "."));
        }
    }
}
