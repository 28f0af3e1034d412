package io.signalbeam.local.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FuzzReportTest {
    private final FuzzReport report = new FuzzReport();

    @Test
    void names_an_operation_that_nothing_could_be_sent_to() {
        report.expect("listThings");
        report.expect("getThing");
        report.answered("listThings", 200, true);
        assertThat(report.fewest()).isZero();
        assertThat(report.missed(1)).singleElement().asString().startsWith("getThing");
        assertThat(report.hardlyReached()).singleElement().asString().startsWith("getThing");
    }

    @Test
    void counts_requests_with_a_valid_credential_alone() {
        report.answered("listThings", 200, true);
        report.answered("listThings", 401, false);
        assertThat(report.sent()).isEqualTo(2);
        assertThat(report.missed(2)).singleElement().asString().startsWith("listThings");
    }

    @Test
    void names_an_operation_of_whose_answers_too_few_are_good() {
        for (int i = 0; i < 7; i++) {
            report.answered("getThing", 409, true);
            report.answered("listThings", 200, true);
        }
        for (int i = 0; i < 2; i++) {
            report.answered("getThing", 200, true);
        }
        assertThat(report.hardlyReached()).singleElement().asString().startsWith("getThing");
    }
}
