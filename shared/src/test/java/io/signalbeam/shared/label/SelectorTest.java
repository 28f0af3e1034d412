package io.signalbeam.shared.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.validation.Validated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    private static final List<String> KEYS = List.of("env", "site", "canary", "example.com/rack", "a_b.c-d", "os.arch");
    private static final List<String> VALUES = List.of("prod", "berlin", "oslo", "", "1", "v1.2_x");

    @Test
    void reads_every_operator() {
        var selector =
                parse("env=prod, site in (oslo , berlin),!canary,os.arch==arm/v7,a!=b,c notin (d),tag,t2 exists");

        assertThat(selector.requirements())
                .containsExactlyInAnyOrder(
                        new Requirement.Equals("env", "prod"),
                        new Requirement.In("site", new TreeSet<>(List.of("berlin", "oslo"))),
                        new Requirement.NotExists("canary"),
                        new Requirement.Equals("os.arch", "arm/v7"),
                        new Requirement.NotEquals("a", "b"),
                        new Requirement.NotIn("c", new TreeSet<>(List.of("d"))),
                        new Requirement.Exists("tag"),
                        new Requirement.Exists("t2"));
    }

    @Test
    void selectors_that_say_the_same_in_another_order_are_equal() {
        assertThat(parse("b=1,a in (y,x),b=1")).isEqualTo(parse("a in (x,y),b==1"));
        assertThat(parse("b=1,a in (y,x)")).hasToString("a in (x,y),b=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void an_empty_selector_selects_everything(String text) {
        assertThat(parse(text)).isEqualTo(Selector.EVERYTHING);
        assertThat(parse(text).matches(Map.of())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env=prod           | true",
                "env=test           | false",
                "env!=test          | true",
                "env!=prod          | false",
                "missing!=x         | true",
                "site in (a,berlin) | true",
                "site in (a,b)      | false",
                "missing in (a)     | false",
                "site notin (a)     | true",
                "site notin (berlin)| false",
                "missing notin (a)  | true",
                "canary             | true",
                "missing            | false",
                "!missing           | true",
                "!canary            | false",
                "canary=            | true",
                "canary in (,x)     | true",
                "env=prod,!canary   | false"
            })
    void matches_as_kubernetes_does(String selector, boolean matches) {
        assertThat(parse(selector).matches(Map.of("env", "prod", "site", "berlin", "canary", "")))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env=prod,       | at position 10: expected a key",
                "env prod        | at position 5: expected '='",
                "site in berlin  | at position 9: expected '('",
                "site in (a      | at position 11: expected ',' or ')'",
                "a!b             | at position 3: expected '=' after '!'",
                "a=b)            | at position 4: expected ',' or the end, found ')'",
                "-a=b            | at position 1: a key's name",
                "a=-b            | at position 3: a value is",
                "UP.er/a=b       | at position 1: a key's prefix",
                "os.arch=a$b     | at position 9: a fact's value",
                "=x              | at position 1: expected a key"
            })
    void says_where_it_stumbled(String text, String reason) {
        assertThat(Selector.parse(text))
                .isInstanceOfSatisfying(
                        Validated.Invalid.class,
                        invalid -> assertThat(invalid.errors().getFirst().toString())
                                .contains("selector", "format", reason));
    }

    @Test
    void refuses_a_text_that_is_too_long() {
        assertThat(Selector.parse("a".repeat(Selector.MAX_LENGTH + 1))).isInstanceOf(Validated.Invalid.class);
    }

    @Test
    void the_canonical_text_parses_back_to_an_equal_selector() {
        Seeded.cases(2000, random -> {
            var selector = randomSelector(random);
            assertThat(parse(selector.toString())).isEqualTo(selector).hasToString(selector.toString());
        });
    }

    @Test
    void no_text_makes_the_parser_throw_and_what_it_takes_it_writes_back() {
        Seeded.cases(5000, random -> {
            var text = Seeded.mutate(random, randomSelector(random).toString(), "a=!,() -_.$ü\u0000in");
            if (Selector.parse(text) instanceof Validated.Valid<Selector>(Selector selector)) {
                assertThat(parse(selector.toString())).isEqualTo(selector);
            }
        });
    }

    static Selector randomSelector(Random random) {
        var requirements = new ArrayList<Requirement>();
        for (int n = random.nextInt(5); n > 0; n--) {
            var key = Seeded.pick(random, KEYS);
            var value = Seeded.pick(random, VALUES);
            var values = new TreeSet<>(List.of(value, Seeded.pick(random, VALUES) + "z"));
            requirements.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new Requirement.Equals(key, value);
                        case 1 -> new Requirement.NotEquals(key, value);
                        case 2 -> new Requirement.In(key, values);
                        case 3 -> new Requirement.NotIn(key, values);
                        case 4 -> new Requirement.Exists(key);
                        default -> new Requirement.NotExists(key);
                    });
        }
        return new Selector(requirements);
    }

    private static Selector parse(String text) {
        return switch (Selector.parse(text)) {
            case Validated.Valid<Selector>(Selector selector) -> selector;
            case Validated.Invalid<Selector>(var errors) -> throw new AssertionError(text + ": " + errors);
        };
    }
}
