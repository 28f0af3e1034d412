package io.signalbeam.functions.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
    private final TestClock clock = new TestClock();

    @Test
    void lets_as_many_through_at_once_as_the_quota_and_no_more() {
        var rate = new Rate("device-key", 100, 1);
        var bucket = rate.bucket(clock);
        for (int i = 0; i < 100; i++) {
            assertThat(rate.take(bucket)).isEmpty();
        }
        assertThat(rate.take(bucket)).contains(new Refusal.TooMany("device-key", 100, 1, 1));
    }

    @Test
    void fills_evenly_as_time_goes_by() {
        var rate = new Rate("device-key", 100, 1);
        var bucket = rate.bucket(clock);
        for (int i = 0; i < 100; i++) {
            rate.take(bucket);
        }
        clock.advance(Duration.ofMillis(50));
        for (int i = 0; i < 5; i++) {
            assertThat(rate.take(bucket)).isEmpty();
        }
        assertThat(rate.take(bucket)).isPresent();
    }

    @Test
    void says_how_long_to_wait_in_whole_seconds() {
        var rate = new Rate("failed-sign-in", 6, 60);
        var bucket = rate.bucket(clock);
        for (int i = 0; i < 6; i++) {
            assertThat(rate.take(bucket)).isEmpty();
        }
        assertThat(rate.take(bucket)).contains(new Refusal.TooMany("failed-sign-in", 6, 60, 10));
        clock.advance(Duration.ofMillis(8500));
        assertThat(rate.ask(bucket)).contains(new Refusal.TooMany("failed-sign-in", 6, 60, 2));
        clock.advance(Duration.ofMillis(1500));
        assertThat(rate.ask(bucket)).as("asking takes nothing").isEmpty();
        assertThat(rate.take(bucket)).isEmpty();
    }

    @Test
    void forgets_callers_with_full_buckets_before_it_grows_without_end() {
        var buckets = new Buckets(new Rate("device-key", 1, 1), clock);
        for (int i = 0; i < 100_000; i++) {
            buckets.take("caller " + i);
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(buckets.take("busy")).isEmpty();
        assertThat(buckets.size()).isEqualTo(1);
        assertThat(buckets.take("busy")).isPresent();
    }

    @Test
    void sees_a_whole_ipv6_customer_as_one_and_each_ipv4_address_alone() {
        assertThat(RequestLimits.network("2001:db8:1:2::7"))
                .isEqualTo(RequestLimits.network("2001:db8:1:2:aaaa:bbbb:cccc:dddd"))
                .isNotEqualTo(RequestLimits.network("2001:db8:1:3::7"));
        assertThat(RequestLimits.network("192.0.2.1")).isNotEqualTo(RequestLimits.network("192.0.2.2"));
    }
}
