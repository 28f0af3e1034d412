package io.signalbeam.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.process.ChildProcess.Ask;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static ChildProcess shell(String script, Ask ask, Duration patience) throws Exception {
        return ChildProcess.start("A shell", new ProcessBuilder("sh", "-c", script), ask, patience);
    }

    private static BufferedReader output(ChildProcess child) {
        return child.process().inputReader(StandardCharsets.UTF_8);
    }

    /** Gone, or a zombie that nobody has reaped: that has no command any more. */
    private static void awaitEnd(long pid) throws Exception {
        var end = System.nanoTime() + LONG.toNanos();
        while (ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .isPresent()) {
            assertThat(System.nanoTime()).as("process " + pid + " goes on").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void a_child_that_is_asked_ends_in_its_own_way() throws Exception {
        var child = shell("trap 'exit 7' TERM; echo ready; while true; do sleep 0.1; done", Ask.SIGNAL, LONG);
        assertThat(output(child).readLine()).isEqualTo("ready");

        child.close();

        assertThat(child.process().exitValue()).isEqualTo(7);
        child.close();
    }

    @Test
    void a_child_that_reads_is_asked_by_the_end_of_its_input() throws Exception {
        var child = shell("cat; exit 5", Ask.END_OF_INPUT, LONG);

        child.close();

        assertThat(child.process().exitValue()).isEqualTo(5);
    }

    @Test
    void a_child_that_will_not_end_is_killed() throws Exception {
        var child =
                shell("trap '' TERM; echo ready; while true; do sleep 0.1; done", Ask.SIGNAL, Duration.ofMillis(200));
        assertThat(output(child).readLine()).isEqualTo("ready");

        child.close();

        assertThat(child.process().exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void what_a_child_has_started_ends_with_it() throws Exception {
        var child = shell("sleep 1000 & echo $!; wait", Ask.SIGNAL, LONG);
        var grandchild = Long.parseLong(output(child).readLine());

        child.close();

        awaitEnd(grandchild);
    }

    @Test
    void a_jvm_that_is_told_to_end_closes_the_last_first_and_its_children_with_it() throws Exception {
        var builder = Jvm.sameClasses(List.of(), TwoParts.class, List.of());
        try (var jvm = ChildProcess.start("A JVM", builder, Ask.SIGNAL, LONG);
                var said = output(jvm)) {
            var grandchild = Long.parseLong(said.readLine());

            jvm.process().toHandle().destroy();

            assertThat(said.lines()).containsExactly("second", "child ended", "first");
            assertThat(jvm.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
            awaitEnd(grandchild);
        }
    }

    /** Two parts and a child between them, until it is told to end. */
    static final class TwoParts {
        public static void main(String[] args) throws Exception {
            var child = new ChildProcess[1];
            AtExit.close(() -> {
                System.out.println(child[0].isAlive() ? "child goes on" : "child ended");
                System.out.println("first");
            });
            child[0] = shell("sleep 1000", Ask.SIGNAL, LONG);
            AtExit.close(() -> System.out.println("second"));
            System.out.println(child[0].pid());
            new CountDownLatch(1).await();
        }
    }
}
