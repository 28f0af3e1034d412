package io.signalbeam.functions.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResilienceTest {
    private final Resilience resilience = Resilience.around("store");
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void tries_again_what_fails_for_the_moment() {
        assertThat(resilience.call(() -> {
                    if (asked.incrementAndGet() < 3) {
                        throw new TransientFailure("away");
                    }
                    return "there";
                }))
                .isEqualTo("there");
        assertThat(asked).hasValue(3);
    }

    @Test
    void gives_up_at_once_what_fails_for_good_and_holds_it_against_nobody() {
        for (int i = 0; i < 40; i++) {
            assertThatThrownBy(() -> resilience.call(() -> {
                        asked.incrementAndGet();
                        throw new PermanentFailure("refused");
                    }))
                    .isInstanceOf(PermanentFailure.class);
        }
        assertThat(asked).hasValue(40);
    }

    @Test
    void asks_no_more_what_has_not_answered_for_a_while() {
        while (asked.get() < 20) {
            assertThatThrownBy(this::away).isInstanceOf(TransientFailure.class);
        }
        int open = asked.get();

        assertThatThrownBy(this::away)
                .isInstanceOf(TransientFailure.class)
                .hasMessage("store has not answered for a while; it is not asked for now");
        assertThat(asked).hasValue(open);
        assertThatThrownBy(() -> resilience.call(() -> "there"))
                .as("not even for what would work")
                .isInstanceOf(TransientFailure.class);
        assertThat(Resilience.around("another").call(() -> "there")).isEqualTo("there");
    }

    private Object away() {
        return resilience.call(() -> {
            asked.incrementAndGet();
            throw new TransientFailure("away");
        });
    }
}
