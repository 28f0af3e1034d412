package io.signalbeam.agent.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.api.LeaseResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Leases of an hour, renewed at three quarters, by a server whose clock is years from the device's. */
class LeaseKeeperTest {
    private static final Instant SERVER = Instant.parse("2031-05-05T00:00:00Z");

    private Instant steady = Instant.parse("2026-01-01T00:00:00Z");
    private RuntimeException refusal;
    private int asked;
    private String namespace = "west";
    private long luck;

    private final LeaseKeeper keeper = new LeaseKeeper(
            () -> {
                if (refusal != null) {
                    throw refusal;
                }
                asked++;
                return lease(asked, namespace);
            },
            Duration.ofMinutes(2),
            () -> steady,
            () -> luck);

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

    @Test
    void another_lease_is_asked_for_when_the_hubs_were_out_of_reach_for_a_while() throws Exception {
        var west = keeper.lease();
        keeper.unreachable(west);
        pass(Duration.ofMinutes(2).minusSeconds(1));
        assertThat(keeper.lease()).isEqualTo(west);
        namespace = "north";
        pass(Duration.ofSeconds(1));
        var north = keeper.lease();
        assertThat(north.telemetry().connectionString()).contains("north");
        assertThat(keeper.hasMovedFrom(west)).isTrue();
        assertThat(keeper.unreachable(west)).as("of another than is held").isEqualTo(steady);
        pass(Duration.ofMinutes(44));
        assertThat(keeper.lease()).isEqualTo(north);
    }

    @Test
    void hubs_that_are_reached_meanwhile_are_kept() throws Exception {
        var first = keeper.lease();
        keeper.unreachable(first);
        pass(Duration.ofMinutes(1));
        keeper.reached(first);
        pass(Duration.ofMinutes(10));
        keeper.unreachable(first);
        pass(Duration.ofMinutes(1));
        assertThat(keeper.lease()).isEqualTo(first);
    }

    @Test
    void whenever_the_next_lease_names_the_same_hubs_the_one_after_is_asked_for_later() throws Exception {
        keeper.lease();
        var asked = new ArrayList<Long>();
        var began = steady;
        for (int second = 0; second < 4 * 3600; second += 10) {
            int before = this.asked;
            keeper.unreachable(keeper.lease());
            if (this.asked > before) {
                asked.add(Duration.between(began, steady).toMinutes());
            }
            pass(Duration.ofSeconds(10));
        }
        assertThat(asked).containsExactly(2L, 6L, 14L, 30L, 62L, 94L, 126L, 158L, 190L, 222L);
    }

    @Test
    void a_fleet_that_fails_together_asks_over_minutes() throws Exception {
        for (long luck : new long[] {0, Long.MAX_VALUE, -1}) {
            this.luck = luck;
            keeper.reached(keeper.lease());
            var wait = Duration.between(steady, keeper.unreachable(keeper.lease()));
            assertThat(wait).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(4));
            assertThat(wait.compareTo(Duration.ofMinutes(3)) > 0).isEqualTo(luck == -1);
        }
    }

    @Test
    void while_the_server_is_away_too_the_old_lease_stays_and_it_is_asked_again_soon() throws Exception {
        var first = keeper.lease();
        keeper.unreachable(first);
        refusal = new TransientFailure("unreachable", "away", null);
        pass(Duration.ofMinutes(10));
        assertThat(keeper.lease()).isEqualTo(first);
        assertThat(keeper.unreachable(first))
                .isBetween(steady.plus(Duration.ofMinutes(1)), steady.plus(Duration.ofMinutes(2)));
        refusal = null;
        namespace = "north";
        assertThat(keeper.lease()).isNotEqualTo(first);
        assertThat(keeper.hasMovedFrom(first)).isTrue();
    }

    private void pass(Duration time) {
        steady = steady.plus(time);
    }

    private static LeaseResponse lease(int number, String namespace) {
        return new LeaseResponse(
                "persistent",
                new LeaseResponse.Channel("device-telemetry", hub(namespace, "telemetry", number)),
                new LeaseResponse.Channel("device-reports", hub(namespace, "reports", number)),
                SERVER.plus(Duration.ofMinutes(60)),
                SERVER.plus(Duration.ofMinutes(45)),
                SERVER);
    }

    private static String hub(String namespace, String hub, int number) {
        return "Endpoint=sb://%s.test/;SharedAccessSignature=SharedAccessSignature sr=x&sig=%d;EntityPath=%s/publishers/1"
                .formatted(namespace, number, hub);
    }
}
