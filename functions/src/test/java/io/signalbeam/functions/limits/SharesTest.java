package io.signalbeam.functions.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {

    @Test
    void one_alone_has_all() {
        assertThat(Shares.of(1000, 0, List.of())).isEqualTo(1000);
        assertThat(Shares.of(1000, 5000, List.of())).isEqualTo(1000);
    }

    @Test
    void equals_have_the_same() {
        assertThat(Shares.of(1000, 1500, List.of(1500.0))).isEqualTo(500);
    }

    @Test
    void a_storm_on_one_leaves_the_other_what_it_asks_for() {
        assertThat(Shares.of(1000, 2000, List.of(100.0))).isEqualTo(900);
        assertThat(Shares.of(1000, 100, List.of(2000.0))).isEqualTo(100);
    }

    @Test
    void what_nobody_asks_for_is_divided_evenly() {
        assertThat(Shares.of(1000, 800, List.of(100.0))).isEqualTo(850);
        assertThat(Shares.of(1000, 100, List.of(800.0))).isEqualTo(150);
    }

    @Test
    void shares_of_any_demands_add_up_to_the_budget_and_are_fair() {
        var random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            var demands = new ArrayList<Double>();
            int instances = 1 + random.nextInt(8);
            for (int i = 0; i < instances; i++) {
                demands.add(random.nextInt(4) == 0 ? 0.0 : random.nextDouble() * 2000);
            }
            var shares = new ArrayList<Double>();
            for (int i = 0; i < instances; i++) {
                var others = new ArrayList<>(demands);
                double own = others.remove(i);
                shares.add(Shares.of(1000, own, others));
            }
            assertThat(shares.stream().mapToDouble(Double::doubleValue).sum())
                    .as("of " + demands)
                    .isCloseTo(1000, within(0.001));
            for (int i = 0; i < instances; i++) {
                // Whoever gets less than it asks for gets no less than an even part.
                assertThat(shares.get(i))
                        .as(i + " of " + demands)
                        .isGreaterThanOrEqualTo(Math.min(demands.get(i), 1000.0 / instances) - 0.001);
            }
        }
    }
}
