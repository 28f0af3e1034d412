package io.signalbeam.local.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured number. Held as it is shown, so that a bar is judged by the number that is read.
 *
 * @param name lower case, words joined by underscores
 * @param unit such as {@code s}, {@code MiB} or {@code events/s}
 */
record Figure(
        String name,
        BigDecimal value,
        String unit,
        @Nullable Bar bar) {
    private static final MathContext SHOWN = new MathContext(4);

    static Figure of(String name, double value, String unit) {
        return new Figure(name, rounded(value), unit, null);
    }

    /** The middle one of several samples; of an even number, the mean of the two in the middle. */
    static Figure median(String name, double[] samples, String unit) {
        var sorted = samples.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return of(name, sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2, unit);
    }

    static Figure max(String name, double[] samples, String unit) {
        return of(name, Arrays.stream(samples).max().orElseThrow(), unit);
    }

    Figure with(Bar newBar) {
        return new Figure(name, value, unit, newBar);
    }

    static BigDecimal rounded(double value) {
        var round = BigDecimal.valueOf(value).round(SHOWN).stripTrailingZeros();
        return round.scale() < 0 ? round.setScale(0) : round;
    }

    boolean isShort() {
        return bar != null && !bar.isMetBy(value);
    }

    /** {@code figure NAME VALUE UNIT}, and with a bar {@code bar OP VALUE ok} or {@code short} behind it. */
    String line() {
        var line = "figure " + name + " " + value.toPlainString() + " " + unit;
        return bar == null
                ? line
                : line + " bar " + bar.op().sign() + " " + bar.limit().toPlainString() + " " + verdict();
    }

    /** The same for JSON. */
    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("value", value);
        json.put("unit", unit);
        if (bar != null) {
            json.put("bar", Map.of("op", bar.op().sign(), "value", bar.limit(), "verdict", verdict()));
        }
        return json;
    }

    private String verdict() {
        return isShort() ? "short" : "ok";
    }
}
