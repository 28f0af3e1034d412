package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanarySearchTest {
    private static final String CANARY = "canary-7f3a9c21-β";

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "abcd", "{\"value\":\""})
    void knows_a_value_in_base64_whatever_stands_around_it(String before) {
        for (var after : new String[] {"", "x", "xy", "xyz"}) {
            var text = Base64.getEncoder().encodeToString((before + CANARY + after).getBytes(StandardCharsets.UTF_8));
            assertThat(CanarySearch.forms(CANARY)).as(text).anyMatch(text::contains);
        }
    }

    @Test
    void knows_a_value_in_plain_and_in_hexadecimal_digits() {
        var bytes = CANARY.getBytes(StandardCharsets.UTF_8);
        assertThat(CanarySearch.forms(CANARY))
                .contains(
                        CANARY,
                        HexFormat.of().formatHex(bytes),
                        HexFormat.of().withUpperCase().formatHex(bytes));
    }

    @Test
    void finds_nothing_in_another_text() {
        var other = Base64.getEncoder().encodeToString("canary-of-another-kind".getBytes(StandardCharsets.UTF_8));
        assertThat(CanarySearch.forms(CANARY)).noneMatch(other::contains);
    }
}
