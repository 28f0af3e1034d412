package io.signalbeam.functions.telemetry;

import org.jdbi.v3.core.statement.SqlStatement;

/** What a metric is in a row of {@code metrics}. Never a text from outside: columns and fields are our own words, and keys are bound. */
public final class SampleSql {
    private SampleSql() {}

    /**
     * An expression over one row, whose columns it names without any prefix; null in rows that have no such number.
     *
     * @param index apart from those of the same statement's other expressions
     * @throws IllegalArgumentException when {@link MetricNames} knows no such metric
     */
    public static String value(String metric, int index) {
        return value(named(metric), index);
    }

    /** Binds what the expression of the same index needs. */
    public static void bind(SqlStatement<?> statement, String metric, int index) {
        bind(statement, named(metric), index);
    }

    /** Numbers whose sum could end at infinity are left out, as in roll-ups. */
    static String value(Metric metric, int index) {
        return switch (metric) {
            case Metric.Known known -> known.column() + "::double precision";
            case Metric.Custom ignored ->
                "(select v from (select (custom ->> :key%d)::double precision) x (v) where v between -1e290 and 1e290)"
                        .formatted(index);
            case Metric.Container(String ignored, String alsoIgnored, String field) ->
                "(select max((c ->> '%1$s')::double precision) from jsonb_array_elements(containers) c where c ->> 'bundle' = :bundle%2$d and c ->> 'name' = :name%2$d)"
                        .formatted(field, index);
        };
    }

    static void bind(SqlStatement<?> statement, Metric metric, int index) {
        switch (metric) {
            case Metric.Known ignored -> {}
            case Metric.Custom(String key) -> statement.bind("key" + index, key);
            case Metric.Container(String bundle, String name, String ignored) ->
                statement.bind("bundle" + index, bundle).bind("name" + index, name);
        }
    }

    private static Metric named(String metric) {
        return Metric.named(metric).orElseThrow(() -> new IllegalArgumentException("no metric " + metric));
    }
}
