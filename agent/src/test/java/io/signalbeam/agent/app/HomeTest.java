package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    private static final String MACHINE = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    @Test
    void is_the_same_for_one_machine_and_folder_and_another_for_others() throws Exception {
        var here = home(MACHINE, "state");
        assertThat(here).matches("[0-9a-f]{32}").doesNotContain(MACHINE);
        assertThat(home(MACHINE, "x/../state")).isEqualTo(here);
        assertThat(home(MACHINE, "state-2")).isNotEqualTo(here);
        assertThat(home(MACHINE.replace('0', '1'), "state")).isNotEqualTo(here);
    }

    @Test
    void there_is_none_on_a_machine_that_cannot_be_told_from_others() throws Exception {
        assertThat(Home.of(folder, List.of())).isEmpty();
        assertThat(Home.of(folder, List.of(folder.resolve("missing"), machine("uninitialized"))))
                .isEmpty();
    }

    private String home(String machine, String state) throws Exception {
        return Home.of(folder.resolve(state), List.of(folder.resolve("missing"), machine(machine)))
                .orElseThrow();
    }

    private Path machine(String id) throws Exception {
        return Files.writeString(folder.resolve("machine-id"), id + "\n");
    }
}
