package io.signalbeam.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.functions.page.Cursor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {
    record Thing(String name, @Nullable Map<String, String> labels, List<String> tags) {}

    @Test
    void reads_what_fits() {
        assertThat(BodyDecoder.decode("{\"name\":\"a\",\"tags\":[\"x\"]}", Thing.class, true))
                .isEqualTo(new Thing("a", null, List.of("x")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void names_every_place_of_the_character_that_postgresql_cannot_keep(boolean strict) {
        var body = "{\"name\":\"a\\u0000\",\"labels\":{\"k\":\"\\u0000\"},\"tags\":[\"ok\",\"\\u0000b\"]}";

        assertThatExceptionOfType(Rejection.class)
                .isThrownBy(() -> BodyDecoder.decode(body, Thing.class, strict))
                .satisfies(rejection -> assertThat(rejection.problem("c").errors())
                        .extracting("field")
                        .containsExactly("name", "labels.k", "tags[1]"));
    }

    @Test
    void a_field_name_with_that_character_is_refused_too() {
        assertThatExceptionOfType(Rejection.class)
                .isThrownBy(() -> BodyDecoder.decode("{\"name\":\"a\",\"\\u0000\":1}", Thing.class, false))
                .satisfies(
                        rejection -> assertThat(rejection.problem("c").status()).isEqualTo(400));
    }

    @Test
    void a_cursor_with_that_character_is_none() {
        assertThat(Cursor.decode("things", Cursor.encode("things", List.of("a\0"))))
                .isEmpty();
        assertThat(Cursor.decode("things", Cursor.encode("things", List.of("a"))))
                .contains(List.of("a"));
    }
}
