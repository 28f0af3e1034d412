package io.signalbeam.agent.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.LeaseResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Leases of an hour, renewed at three quarters, by a server whose clock is years from the device's. */
class LeaseKeeperTest {
    private static final Instant SERVER = Instant.parse("2031-05-05T00:00:00Z");

    private Instant steady = Instant.parse("2026-01-01T00:00:00Z");
    private RuntimeException refusal;
    private int asked;

    private final LeaseKeeper keeper = new LeaseKeeper(
            () -> {
                if (refusal != null) {
                    throw refusal;
                }
                asked++;
                return lease(asked);
            },
            () -> steady);

    @Test
    void asks_once_until_three_quarters_have_passed() throws Exception {
        var first = keeper.lease();
        pass(Duration.ofMinutes(44));
        assertThat(keeper.lease()).isEqualTo(first);
        assertThat(asked).isOne();
        pass(Duration.ofMinutes(1));
        assertThat(keeper.lease()).isNotEqualTo(first);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void a_renewed_lease_lasts_from_its_renewal() throws Exception {
        keeper.lease();
        pass(Duration.ofMinutes(50));
        var second = keeper.lease();
        pass(Duration.ofMinutes(44));
        assertThat(keeper.lease()).isEqualTo(second);
    }

    @Test
    void an_old_lease_does_while_the_server_is_away_until_shortly_before_its_end() throws Exception {
        var first = keeper.lease();
        refusal = new TransientFailure("unreachable", "away", null);
        pass(Duration.ofMinutes(59));
        assertThat(keeper.lease()).isEqualTo(first);
        pass(Duration.ofSeconds(30));
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(keeper::lease);
        refusal = null;
        assertThat(keeper.lease()).isNotEqualTo(first);
    }

    @Test
    void a_refusal_for_good_is_told_although_a_lease_is_held() throws Exception {
        keeper.lease();
        refusal = new PermanentFailure("device-disabled", "disabled", null);
        pass(Duration.ofMinutes(46));
        assertThatExceptionOfType(PermanentFailure.class).isThrownBy(keeper::lease);
    }

    @Test
    void a_lease_that_was_refused_is_not_given_again() throws Exception {
        var first = keeper.lease();
        keeper.drop(first);
        var second = keeper.lease();
        assertThat(second).isNotEqualTo(first);
        keeper.drop(first);
        assertThat(keeper.lease()).as("the drop of an older one").isEqualTo(second);
    }

    @Test
    void without_a_lease_the_servers_absence_is_told() {
        refusal = new TransientFailure("unreachable", "away", null);
        assertThatExceptionOfType(TransientFailure.class).isThrownBy(keeper::lease);
    }

    private void pass(Duration time) {
        steady = steady.plus(time);
    }

    private static LeaseResponse lease(int number) {
        return new LeaseResponse(
                "persistent",
                new LeaseResponse.Channel("device-telemetry", "telemetry " + number),
                new LeaseResponse.Channel("device-reports", "reports " + number),
                SERVER.plus(Duration.ofMinutes(60)),
                SERVER.plus(Duration.ofMinutes(45)),
                SERVER);
    }
}
