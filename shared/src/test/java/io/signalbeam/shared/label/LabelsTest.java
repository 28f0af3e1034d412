package io.signalbeam.shared.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    @Test
    void takes_labels_tags_and_prefixed_keys() {
        var labels = Map.of("env", "prod", "canary", "", "example.com/rack-1", "A.b_c", "0", "0");

        assertThat(Labels.of(labels, "labels")).isEqualTo(Validated.valid(new Labels(new TreeMap<>(labels))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "a b", "/a", "a/", "A/b", "a..b/c", "a/b/c", "ü", "a_b/c"})
    void refuses_a_key_that_kubernetes_would_refuse(String key) {
        assertThat(errors(Map.of(key, ""))).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("labels." + key);
            assertThat(error.code()).isEqualTo("format");
        });
    }

    @Test
    void bounds_names_prefixes_and_values() {
        assertThat(errors(Map.of("a".repeat(63), "b".repeat(63)))).isEmpty();
        assertThat(errors(Map.of("a".repeat(64), ""))).hasSize(1);
        assertThat(errors(Map.of("a", "b".repeat(64)))).hasSize(1);
        assertThat(errors(Map.of("a.".repeat(127) + "/x", ""))).hasSize(1);
    }

    @Test
    void names_every_label_that_is_wrong() {
        assertThat(errors(Map.of("-a", "-b", "c", "d e")))
                .extracting(FieldError::field)
                .containsExactly("labels.-a", "labels.-a", "labels.c");
    }

    @Test
    void refuses_the_names_of_facts() {
        assertThat(errors(Map.of("os.arch", "arm64")))
                .extracting(FieldError::code)
                .containsExactly("conflict");
    }

    @Test
    void refuses_more_than_64() {
        var many = IntStream.rangeClosed(1, 65).boxed().collect(Collectors.toMap(i -> "k" + i, i -> ""));

        assertThat(errors(many)).extracting(FieldError::code).containsExactly("range");
    }

    @Test
    void cannot_be_made_by_hand_from_what_is_not_valid() {
        assertThatThrownBy(() -> new Labels(new TreeMap<>(Map.of("-", ""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labels.-");
    }

    @Test
    void knows_dns_labels() {
        assertThat(List.of("a", "a-b", "0a", "a".repeat(63))).allMatch(LabelSyntax::isDnsLabel);
        assertThat(List.of("", "-a", "a-", "A", "a.b", "a_b", "a".repeat(64))).noneMatch(LabelSyntax::isDnsLabel);
    }

    private static List<FieldError> errors(Map<String, String> labels) {
        return switch (Labels.of(labels, "labels")) {
            case Validated.Valid<Labels> valid -> List.of();
            case Validated.Invalid<Labels>(var errors) -> errors;
        };
    }
}
