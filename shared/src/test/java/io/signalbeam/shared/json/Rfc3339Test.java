package io.signalbeam.shared.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.Seeded;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @ParameterizedTest
    @CsvSource({
        "2026-11-21T04:05:06.789Z, 2026-11-21T04:05:06.789Z",
        "2026-11-21T04:05:06Z, 2026-11-21T04:05:06Z",
        "2026-11-21t04:05:06z, 2026-11-21T04:05:06Z",
        "2026-11-21T06:05:06.7899999+02:00, 2026-11-21T04:05:06.789Z",
        "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
        "2024-02-29T00:00:00.000Z, 2024-02-29T00:00:00Z"
    })
    void reads_to_the_millisecond(String text, Instant expected) {
        assertThat(Rfc3339.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-11-21",
                "2026-11-21T04:05Z",
                "2026-11-21 04:05:06Z",
                "2026-11-21T04:05:06",
                "2026-11-21T04:05:06.789+2:00",
                "2026-13-21T04:05:06.789Z",
                "2025-02-29T04:05:06.789Z",
                "2026-11-21T24:00:00.000Z",
                "2026-11-21T04:60:00.000Z",
                "2026-11-21T04:05:60.000Z",
                "2026-11-21T04:05:06.789ZZ",
                "+2026-11-21T04:05:06.789Z",
                "2026-11-21T04:05:06.789Z[UTC]"
            })
    void refuses_what_the_grammar_or_the_calendar_does_not_have(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }

    @Test
    void reads_back_what_is_written() {
        Seeded.cases(2000, random -> {
            var instant = Instant.ofEpochMilli(random.nextLong(-62135596800000L, 253402300800000L));
            assertThat(Rfc3339.parse(Json.format(instant))).contains(instant);
        });
    }
}
