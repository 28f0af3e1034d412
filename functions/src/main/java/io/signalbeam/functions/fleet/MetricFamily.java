package io.signalbeam.functions.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A gauge with its series, written in <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus'
 * text format</a>, version 0.0.4.
 *
 * @param name without the prefix {@code signalbeam_}
 * @param help one line
 */
record MetricFamily(String name, String help, List<Series> series) {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    MetricFamily {
        series = List.copyOf(series);
    }

    /** @param labels by name; written in the order of their names */
    record Series(Map<String, String> labels, double value) {
        Series {
            labels = Map.copyOf(labels);
        }

        /** Exact up to 2 to the power of 53. */
        static Series of(Map<String, String> labels, long count) {
            return new Series(labels, (double) count);
        }
    }

    static MetricFamily of(String name, String help, double value) {
        return new MetricFamily(name, help, List.of(new Series(Map.of(), value)));
    }

    /** One series for each word, 0 where nothing is counted, so that none goes missing when it has become 0. */
    static MetricFamily counted(
            String name, String help, String label, Collection<String> words, Map<String, Long> counts) {
        var series = new ArrayList<Series>();
        for (var word : words) {
            series.add(Series.of(Map.of(label, word), counts.getOrDefault(word, 0L)));
        }
        return new MetricFamily(name, help, series);
    }

    static String write(List<MetricFamily> families) {
        return families.stream().map(MetricFamily::text).collect(Collectors.joining());
    }

    private String text() {
        var full = "signalbeam_" + name;
        var text = new StringBuilder().append("# HELP %s %s\n# TYPE %s gauge\n".formatted(full, help, full));
        for (var one : series) {
            text.append(full)
                    .append(labels(one))
                    .append(' ')
                    .append(number(one.value()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String labels(Series series) {
        return series.labels().isEmpty()
                ? ""
                : new TreeMap<>(series.labels())
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** Whole numbers as such: counts are read by people, too. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
