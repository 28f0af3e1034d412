package io.signalbeam.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContainerStateTest {

    @ParameterizedTest
    @EnumSource
    void dockers_words_are_the_names(ContainerState state) {
        assertThat(ContainerState.of(state.word())).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"configured,CREATED", "initialized,CREATED", "stopping,RUNNING", "stopped,EXITED"})
    void podmans_words_in_between_are_what_they_come_to(String word, ContainerState state) {
        assertThat(ContainerState.of(word)).isEqualTo(state);
    }

    @Test
    void what_nobody_knows_is_not_taken_for_something_that_runs() {
        assertThat(ContainerState.of("bodyguard")).isEqualTo(ContainerState.DEAD);
    }
}
