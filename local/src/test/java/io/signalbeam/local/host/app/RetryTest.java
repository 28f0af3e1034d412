package io.signalbeam.local.host.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static Retry read(String json) throws Exception {
        return Retry.read(new ObjectMapper().readTree(json));
    }

    @Test
    void back_off_doubles_with_jitter_between_its_bounds_and_may_go_on_for_ever() throws Exception {
        var retry = read("{\"strategy\":\"exponentialBackoff\",\"maxRetryCount\":-1,"
                + "\"minimumInterval\":\"00:00:01\",\"maximumInterval\":\"00:01:00\"}");

        assertThat(retry.delay(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry.delay(3)).isBetween(Duration.ofMillis(3400), Duration.ofMillis(4600));
        assertThat(retry.delay(1_000_000)).isEqualTo(Duration.ofMinutes(1));
        assertThat(retry.allows(1_000_000)).isTrue();
    }

    @Test
    void a_fixed_delay_ends_after_its_count() throws Exception {
        var retry = read("{\"strategy\":\"fixedDelay\",\"maxRetryCount\":2,\"delayInterval\":\"00:00:05\"}");

        assertThat(retry.delay(2)).isEqualTo(Duration.ofSeconds(5));
        assertThat(retry.allows(1)).isTrue();
        assertThat(retry.allows(2)).isFalse();
    }

    @Test
    void settings_are_put_in_for_names_between_percent_signs() {
        var settings = new Settings(java.util.Map.of("A", "x", "B__C", "y"));

        assertThat(settings.resolve("%A%-%B:C%")).isEqualTo("x-y");
    }
}
