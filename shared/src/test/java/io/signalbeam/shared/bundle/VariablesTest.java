package io.signalbeam.shared.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariablesTest {
    private static final DeviceId DEVICE = DeviceId.parse("0197a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1b");
    private static final Variables VARIABLES =
            new Variables(DEVICE, "gate-7", Map.of("site", "oslo", "example.com/rack", "$x${device.id}", "tag", ""));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain                   | plain",
                "${device.id}            | 0197a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1b",
                "a ${device.name} b      | a gate-7 b",
                "${label.site}${label.tag}!| oslo!",
                "$$                      | $",
                "$${device.id}           | ${device.id}",
                "$$$$                    | $$",
                "$HOME $ $1              | $HOME $ $1",
                "end$                    | end$",
                // what comes in is not expanded again
                "${label.example.com/rack}| $x${device.id}"
            })
    void puts_values_in_their_place(String text, String expected) {
        assertThat(VARIABLES.substitute(Map.of("A", text))).isEqualTo(Validated.valid(Map.of("A", expected)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"${HOME}", "${}", "${device.ip}", "${label.}", "${label.-x}", "${device.id", "${ device.id}"})
    void names_a_variable_that_does_not_exist(String text) {
        assertThat(Variables.problem("x" + text))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains(text.endsWith("}") ? "'" + text + "'" : "'${' without '}'"));
    }

    @Test
    void a_label_that_the_device_does_not_have_is_an_error_there_and_none_before() {
        assertThat(Variables.problem("${label.rack}")).isEmpty();
        assertThat(VARIABLES.substitute(Map.of("RACK", "${label.rack}")))
                .isEqualTo(Validated.invalid(
                        "env.RACK", "reference", "this device has no label 'rack' for ${label.rack}"));
    }

    @Test
    void every_variable_that_is_wrong_is_named() {
        var result = VARIABLES.substitute(Map.of("A", "${x}", "B", "${label.y}", "C", "fine"));

        assertThat(((Validated.Invalid<Map<String, String>>) result).errors())
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("env.A", "env.B");
    }

    @Test
    void no_text_makes_it_throw_and_an_escaped_text_comes_out_as_it_was() {
        Seeded.cases(2000, random -> {
            var text = Seeded.mutate(random, "a${device.id}$${label.site}$", "${}.a");
            Variables.problem(text);
            assertThat(VARIABLES.substitute(Map.of("A", text.replace("$", "$$"))))
                    .isEqualTo(Validated.valid(Map.of("A", text)));
        });
    }
}
