package io.signalbeam.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class MachinePowerTest {
    @Test
    void reboots_where_the_owner_allows_it_and_never_from_a_container() {
        assertThat(new MachinePower(true, false, InstantSource.system()).refusesReboot())
                .isEmpty();
        assertThat(new MachinePower(false, false, InstantSource.system()).refusesReboot())
                .hasValueSatisfying(why -> assertThat(why).contains("policy.reboot"));
        assertThat(new MachinePower(true, true, InstantSource.system()).refusesReboot())
                .hasValueSatisfying(why -> assertThat(why).contains("container"));
    }
}
