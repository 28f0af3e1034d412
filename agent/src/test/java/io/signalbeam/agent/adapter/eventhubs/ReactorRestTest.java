package io.signalbeam.agent.adapter.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReactorRestTest {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final CountDownLatch looked = new CountDownLatch(1);

    @Test
    void the_librarys_thread_rests_before_it_looks_and_looks_at_once_when_somebody_sends() throws Exception {
        var rest = new ReactorRest(FOR_EVER);
        var thread = start("reactor-executor-1", rest);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
        assertThat(looked.getCount()).isOne();
        rest.awake();
        rest.asleep();
        looked.await();
    }

    @Test
    void it_does_not_rest_while_somebody_sends() throws Exception {
        var rest = new ReactorRest(FOR_EVER);
        rest.awake();
        rest.awake();
        rest.asleep();
        start("reactor-executor-2", rest).join();
        assertThat(looked.getCount()).isZero();
    }

    @Test
    void it_looks_after_the_pause_with_nobody_sending() throws Exception {
        start("reactor-executor-3", new ReactorRest(Duration.ofMillis(10))).join();
        assertThat(looked.getCount()).isZero();
    }

    @Test
    void other_threads_never_rest() throws Exception {
        start("parallel-1", new ReactorRest(FOR_EVER)).join();
        assertThat(looked.getCount()).isZero();
    }

    @Test
    void an_interrupt_ends_the_rest_and_is_there_for_whoever_looks() throws Exception {
        var rest = new ReactorRest(FOR_EVER);
        var interrupted = new CountDownLatch(1);
        var thread = Thread.ofPlatform().name("reactor-executor-4").start(rest.before(() -> {
            if (Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
            }
        }));
        thread.interrupt();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private Thread start(String name, ReactorRest rest) {
        return Thread.ofPlatform().daemon(true).name(name).start(rest.before(looked::countDown));
    }
}
