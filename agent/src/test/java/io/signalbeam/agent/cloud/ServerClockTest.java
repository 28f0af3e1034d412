package io.signalbeam.agent.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant wall = START;
    private Instant steady = START;
    private final ServerClock clock = new ServerClock(() -> wall, () -> steady);

    @Test
    void is_the_wall_clock_until_the_server_has_answered_and_while_it_is_right_enough() {
        assertThat(clock.instant()).isEqualTo(wall);
        hear(START.plusMillis(1900));
        pass(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(wall);
        assertThat(clock.correction()).isZero();
        assertThat(clock.skew()).isEqualTo(Duration.ofMillis(1900));
    }

    @Test
    void is_the_servers_where_the_wall_clock_is_wrong() {
        wall = Instant.EPOCH;
        hear(START);
        pass(Duration.ofMinutes(1));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
        assertThat(clock.correction()).isEqualTo(Duration.between(Instant.EPOCH, START));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1, 24 * 3652, -24 * 3652})
    void goes_on_when_somebody_sets_the_wall_clock(long hours) {
        hear(START);
        pass(Duration.ofMinutes(1));
        wall = wall.plus(Duration.ofHours(hours));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
        pass(Duration.ofMinutes(1));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(120));
        assertThat(clock.correction()).isEqualTo(Duration.ofHours(-hours));
    }

    @Test
    void an_answer_that_took_too_long_says_nothing_of_the_time() {
        clock.observe(START.plusSeconds(900), steady, steady.plusSeconds(31));
        assertThat(clock.instant()).isEqualTo(wall);
    }

    private void hear(Instant server) {
        clock.observe(server, steady, steady);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        steady = steady.plus(time);
    }
}
