package io.signalbeam.shared.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbeam.shared.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemVerTest {
    /** §11 of SemVer 2.0.0, and what follows from it. */
    private static final List<String> ASCENDING = List.of(
            "0.0.4",
            "0.1.0",
            "1.0.0-0",
            "1.0.0-9",
            "1.0.0-10",
            "1.0.0-99999999999999999999999",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.10",
            "1.2.0",
            "1.10.0",
            "2.0.0",
            "10.0.0");

    @Test
    void orders_by_precedence() {
        var versions = new ArrayList<>(
                ASCENDING.stream().map(text -> SemVer.parse(text).orElseThrow()).toList());
        Collections.shuffle(versions);
        Collections.sort(versions);

        assertThat(versions).map(SemVer::toString).containsExactlyElementsOf(ASCENDING);
    }

    @Test
    void the_build_makes_no_difference_to_precedence_but_to_equality() {
        var one = SemVer.parse("1.0.0+a").orElseThrow();
        var two = SemVer.parse("1.0.0+b").orElseThrow();

        assertThat(one).isEqualByComparingTo(two).isNotEqualTo(two);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0",
                "1.2.3-----RC-SNAPSHOT.12.9.1--.12+788",
                "1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay",
                "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
                "2.0.0+build.1848",
                "1.0.0-0A.is.legal"
            })
    void reads_what_the_specification_calls_valid_and_writes_it_back(String text) {
        assertThat(SemVer.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "v1.2.3",
                "1.2.3.4",
                "01.1.1",
                "1.01.1",
                "1.1.01",
                "1.2.3-",
                "1.2.3+",
                "1.2.3-0123",
                "1.2.3-a..b",
                "1.2.3+a+b",
                "-1.0.3",
                "1.2.3 ",
                "1.2.3-é",
                "1.2.٣",
                "99999999999999999999.0.0"
            })
    void refuses_everything_else(String text) {
        assertThat(SemVer.parse(text)).isEmpty();
    }

    @Test
    void bounds_its_length_and_its_parts() {
        assertThat(SemVer.parse("1.0.0-" + "a".repeat(SemVer.MAX_LENGTH))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new SemVer(-1, 0, 0, List.of(), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new SemVer(1, 0, 0, List.of("01"), List.of()));
    }

    @Test
    void the_order_is_total_and_transitive() {
        Seeded.cases(500, random -> {
            var a = SemVer.parse(Seeded.pick(random, ASCENDING)).orElseThrow();
            var b = SemVer.parse(Seeded.pick(random, ASCENDING)).orElseThrow();
            assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        });
    }
}
