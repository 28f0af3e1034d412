package io.signalbeam.functions.alerts;

import io.signalbeam.functions.alerts.Condition.Aggregation;
import io.signalbeam.functions.selectors.SelectorSql;
import io.signalbeam.functions.telemetry.LatestSample;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What rules find: one query for a rule, whatever the number of devices. Windows are of whole five-minute buckets: those
 * that overlap with it, the running one included.
 */
final class ReadingsSql {
    private static final Duration BUCKET = Duration.ofSeconds(RuleInput.BUCKET_SECONDS);
    /** Of buckets in a history; with fewer nothing is usual yet. */
    private static final int LEAST_HISTORY = 12;

    private static final String CANDIDATES = """
            with candidates as (
                select d.id from devices d where d.tenant_id = :tenant and d.lifecycle = 'Active' and %s
            )""";

    private static final String BUCKETS = """
            left join lateral (
                select %2$s as value from rollup_5m r
                where r.tenant_id = :tenant and r.device_id = c.id and r.metric = :%1$s and r.bucket > :after
            ) %1$s on true""";

    private static final String PLAIN = "m.value, null::double precision as score from measured m";

    private static final String SCORED = """
            case when b.median is not null then m.value end as value, (m.value - b.median) / b.spread as score
            from measured m
            left join alert_baselines b on b.tenant_id = :tenant and b.rule_id = :rule and b.device_id = m.device_id""";

    /**
     * The spread is what a standard deviation would be, were the history normal without its outliers; never less than a
     * hundredth of the median, so that a series that stood still does not cry at every digit.
     */
    private static final String LEARN = """
            , points as (
                select r.device_id, r.sum / r.samples as value
                from candidates c
                join rollup_5m r on r.tenant_id = :tenant and r.device_id = c.id and r.metric = :part
                    and r.bucket >= :from and r.bucket < :to
            ), medians as (
                select device_id, percentile_cont(0.5) within group (order by value) as median
                from points group by device_id having count(*) >= :least
            ), deviations as (
                select p.device_id, m.median,
                    percentile_cont(0.5) within group (order by abs(p.value - m.median)) as deviation
                from points p join medians m on m.device_id = p.device_id
                group by p.device_id, m.median
            )
            insert into alert_baselines (tenant_id, rule_id, device_id, median, spread)
            select :tenant, :rule, device_id, median, greatest(1.4826 * deviation, 0.01 * abs(median), 1e-9)
            from deviations""";

    private ReadingsSql() {}

    /** Of devices that are breached, or have an open alert and are still the rule's. */
    static List<Reading> readings(Handle tx, TenantId tenant, AlertRule rule, Instant now) {
        var condition = rule.condition();
        var source = source(condition);
        var anomaly = condition.type() == Condition.Type.Anomaly;
        var selector = SelectorSql.of(RuleInput.selector(rule.selector()), "d.attributes");
        var breached = breached(condition.operator(), anomaly ? "j.score" : "j.value");
        var last = condition.aggregation() == Aggregation.Last;
        var window = Duration.ofSeconds(condition.windowSeconds());
        return selector.bind(tx.createQuery(CANDIDATES.formatted(selector.condition())
                        + """
            , measured as (
                select c.id as device_id, %1$s as value from candidates c %2$s
            ), judged as (
                select m.device_id, %3$s
            )
            select j.device_id, j.value, j.score, coalesce(%4$s, false) as breached
            from judged j
            where coalesce(%4$s, false) or exists (
                select from alerts a where a.tenant_id = :tenant and a.rule_id = :rule and a.device_id = j.device_id
                    and a.state <> 'Resolved')""".formatted(source.value(), source.joins(), anomaly ? SCORED : PLAIN, breached)))
                .bindMap(source.words())
                .bind("tenant", tenant.value())
                .bind("rule", rule.id())
                .bind("threshold", condition.threshold())
                .bind("now", now)
                .bind("after", now.minus(last ? window : window.plus(BUCKET)))
                .map((row, context) -> new Reading(
                        new DeviceId(row.getObject("device_id", UUID.class)),
                        row.getObject("value", Double.class),
                        row.getObject("score", Double.class),
                        row.getBoolean("breached")))
                .list();
    }

    /** Works out anew what is usual on each device, up to where the window begins that is compared with it. */
    static void learn(Handle tx, TenantId tenant, AlertRule rule, Instant now) {
        var condition = rule.condition();
        var to = now.minusSeconds(condition.windowSeconds()).minus(BUCKET);
        tx.createUpdate("delete from alert_baselines where tenant_id = :tenant and rule_id = :rule")
                .bind("tenant", tenant.value())
                .bind("rule", rule.id())
                .execute();
        var selector = SelectorSql.of(RuleInput.selector(rule.selector()), "d.attributes");
        selector.bind(tx.createUpdate(CANDIDATES.formatted(selector.condition()) + LEARN))
                .bind("tenant", tenant.value())
                .bind("rule", rule.id())
                .bind("part", condition.metric())
                .bind("from", to.minus(Duration.ofHours(condition.historyHours())))
                .bind("to", to)
                .bind("least", LEAST_HISTORY)
                .execute();
        tx.createUpdate("update alert_rules set baseline_at = :now where tenant_id = :tenant and id = :rule")
                .bind("tenant", tenant.value())
                .bind("rule", rule.id())
                .bind("now", now)
                .execute();
    }

    /**
     * Where the value comes from. Never a text from outside: names are bound.
     *
     * @param value expression over {@code c}, a candidate, and the joins
     */
    private record Source(String value, String joins, Map<String, Object> words) {}

    private static Source source(Condition condition) {
        var last = condition.aggregation() == Aggregation.Last;
        return switch (Measure.named(condition.metric()).orElseThrow()) {
            case Measure.Offline ignored -> new Source("""
                        (case s.connectivity when 'Online' then 0
                            when 'Offline' then extract(epoch from :now - s.last_seen_at) end)::double precision""", STATE, Map.of());
            case Measure.Series series when last -> latest("part", series.name());
            case Measure.Series series ->
                new Source(
                        "part.value",
                        BUCKETS.formatted("part", aggregate(condition.aggregation())),
                        Map.of("part", series.name()));
            case Measure.Share share
            when last -> {
                var part = latest("part", share.part());
                var whole = latest("whole", share.whole());
                var words = new HashMap<>(part.words());
                words.putAll(whole.words());
                yield new Source(percent(part.value(), whole.value()), STATE, words);
            }
            case Measure.Share share ->
                new Source(
                        percent("part.value", "whole.value"),
                        BUCKETS.formatted("part", aggregate(condition.aggregation())) + " "
                                + BUCKETS.formatted("whole", aggregate(Aggregation.Avg)),
                        Map.of("part", share.part(), "whole", share.whole()));
        };
    }

    private static final String STATE = "left join device_state s on s.device_id = c.id and s.tenant_id = :tenant";

    /** Of the latest sample, which comes sooner than any roll-up, as long as it is no older than the window. */
    private static Source latest(String word, String name) {
        var value = LatestSample.value("s.metrics", name, word);
        return new Source(
                "case when s.metrics_at > :after then (" + value.sql() + ")::double precision end",
                STATE,
                Map.copyOf(value.words()));
    }

    private static String percent(String part, String whole) {
        return "100 * (" + part + ") / nullif(" + whole + ", 0)";
    }

    private static String aggregate(Aggregation aggregation) {
        return switch (aggregation) {
            case Avg -> "sum(r.sum) / sum(r.samples)";
            case Min -> "min(r.min)";
            case Max -> "max(r.max)";
            case Last -> "(array_agg(r.last order by r.last_at desc))[1]";
        };
    }

    private static String breached(Condition.Operator operator, String value) {
        return switch (operator) {
            // An anomaly's threshold is a distance, so that below means below minus it.
            case Above -> value + " > :threshold";
            case Below -> value.equals("j.score") ? value + " < -:threshold" : value + " < :threshold";
            case Outside -> "abs(" + value + ") > :threshold";
        };
    }
}
