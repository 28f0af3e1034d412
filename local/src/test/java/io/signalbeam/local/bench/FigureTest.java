package io.signalbeam.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void a_figure_is_a_line_of_name_value_and_unit() {
        assertThat(Figure.of("up_again", 7.123456, "s").line()).isEqualTo("figure up_again 7.123 s");
        assertThat(Figure.of("ingest_sent", 12_345.6, "events/s").line())
                .isEqualTo("figure ingest_sent 12350 events/s");
        assertThat(Figure.of("ingest_lost", 0, "events").line()).isEqualTo("figure ingest_lost 0 events");
    }

    @Test
    void a_bar_is_on_the_same_line_with_its_verdict() {
        var figure = Figure.of("agent_rss", 90, "MiB");

        assertThat(figure.with(Bar.atMost(90)).line()).isEqualTo("figure agent_rss 90 MiB bar <= 90 ok");
        assertThat(figure.with(Bar.atMost(89.5)).line()).isEqualTo("figure agent_rss 90 MiB bar <= 89.5 short");
        assertThat(figure.with(Bar.atLeast(90)).isShort()).isFalse();
        assertThat(figure.with(Bar.atLeast(90.1)).isShort()).isTrue();
        assertThat(figure.isShort()).isFalse();
    }

    @Test
    void a_bar_is_judged_by_the_number_that_is_shown() {
        assertThat(Figure.of("agent_rss", 90.0001, "MiB").with(Bar.atMost(90)).isShort())
                .isFalse();
    }

    @Test
    void the_median_is_in_the_middle_and_the_maximum_at_the_end() {
        assertThat(Figure.median("m", new double[] {9, 1, 2}, "s").line()).isEqualTo("figure m 2 s");
        assertThat(Figure.median("m", new double[] {9, 1, 2, 3}, "s").line()).isEqualTo("figure m 2.5 s");
        assertThat(Figure.max("m", new double[] {1, 9, 2}, "s").line()).isEqualTo("figure m 9 s");
    }

    @Test
    void the_json_says_the_same() throws Exception {
        var figures = List.of(
                Figure.of("ingest_sent", 1000, "events/s"),
                Figure.of("ingest_lost", 3, "events").with(Bar.atMost(0)));

        var json = Json.write(BenchMain.document("ingest", true, Instant.parse("2026-11-21T06:00:00Z"), figures));

        assertThat(Json.strict().readTree(json)).isEqualTo(Json.strict().readTree("""
                {"bench": "ingest", "quick": true, "at": "2026-11-21T06:00:00.000Z", "figures": [
                  {"name": "ingest_sent", "value": 1000, "unit": "events/s"},
                  {"name": "ingest_lost", "value": 3, "unit": "events",
                   "bar": {"op": "<=", "value": 0, "verdict": "short"}}]}
                """));
    }
}
