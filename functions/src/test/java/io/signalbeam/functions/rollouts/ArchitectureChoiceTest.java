package io.signalbeam.functions.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureChoiceTest {
    @Test
    void the_newest_variant_that_a_machine_understands_is_the_best() {
        assertThat(Architecture.best("arm/v7", Set.of("arm/v5", "arm/v6", "arm64")))
                .hasValue("arm/v6");
        assertThat(Architecture.best("arm/v6", Set.of("arm/v7", "arm64"))).isEmpty();
        assertThat(Architecture.best("amd64", Set.of("386"))).hasValue("386");
        assertThat(Architecture.best("x86_64", Set.of("386", "amd64"))).hasValue("amd64");
        assertThat(Architecture.best("riscv64", Set.of("amd64"))).isEmpty();
    }

    @Test
    void an_arm_without_variant_is_the_seventh_and_an_arm64_needs_none() {
        assertThat(Architecture.of("arm", "")).isEqualTo("arm/v7");
        assertThat(Architecture.of("arm64", "v8")).isEqualTo("arm64");
        assertThat(Architecture.best("arm", Set.of("arm/v7"))).hasValue("arm/v7");
    }
}
