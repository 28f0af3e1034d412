package io.signalbeam.local.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTemplateTest {

    private static Map<String, String> match(String route, String path) {
        return RouteTemplate.parse(route).match(RouteTemplate.split(path));
    }

    @Test
    void literals_match_without_regard_to_case_and_values_are_decoded() {
        assertThat(match("a/{id}/c", "A/x%20%C3%A4+%2fy/C")).isEqualTo(Map.of("id", "x ä+%2fy"));
        assertThat(match("a/{id}", "a")).isNull();
        assertThat(match("a/{id}", "a/b/c")).isNull();
    }

    @Test
    void optional_default_and_rest_parameters() {
        assertThat(match("a/{x?}", "a")).isEmpty();
        assertThat(match("a/{x:int?}", "a/7")).isEqualTo(Map.of("x", "7"));
        assertThat(match("a/{x:int?}", "a/b")).isNull();
        assertThat(match("a/{x=none}", "a")).isEqualTo(Map.of("x", "none"));
        assertThat(match("a/{*rest}", "a/b%20c/d")).isEqualTo(Map.of("rest", "b c/d"));
        assertThat(match("a/{*rest}", "a")).isEmpty();
    }

    @Test
    void several_parameters_may_share_a_segment() {
        assertThat(match("v{major:int}.{minor:int}", "v1.20")).isEqualTo(Map.of("major", "1", "minor", "20"));
        assertThat(match("v{major:int}.{minor:int}", "v1.x")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "guid, 0190A3B2-7c1d-7000-8000-00000000abcd, me",
        "int, -12, 99999999999",
        "long, 99999999999, 1.5",
        "alpha, abc, a1",
        "bool, True, yes",
        "double, 1.5, x",
        "min(3), 3, 2",
        "'range(1,5)', 5, 6",
        "'length(2,3)', abc, a",
        "maxlength(2), ab, abc",
        "'regex(^[a-z]{2,4}$)', abc, a1"
    })
    void a_constraint_takes_one_value_and_refuses_another(String constraint, String taken, String refused) {
        assertThat(match("{x:" + constraint + "}", taken)).isEqualTo(Map.of("x", taken));
        assertThat(match("{x:" + constraint + "}", refused)).isNull();
    }

    @Test
    void an_unknown_constraint_is_refused() {
        assertThatThrownBy(() -> RouteTemplate.parse("{x:colour}")).hasMessageContaining("colour");
    }
}
