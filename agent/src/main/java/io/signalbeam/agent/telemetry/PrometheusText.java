package io.signalbeam.agent.telemetry;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads the Prometheus text format, version 0.0.4, as far as one number by one name goes: series with labels, and the
 * parts of histograms and summaries, are left out, for there is no place for them in a sample.
 */
final class PrometheusText {
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s+(\\S+)(?:\\s+-?[0-9]+)?");

    private PrometheusText() {}

    /** Finite values by name; what cannot be read is left out. */
    static Map<String, Double> read(String text) {
        var values = new TreeMap<String, Double>();
        text.lines().map(String::strip).filter(line -> !line.startsWith("#")).forEach(line -> {
            var series = SERIES.matcher(line);
            if (series.matches()) {
                put(values, series.group(1), series.group(2));
            }
        });
        return values;
    }

    private static void put(Map<String, Double> values, String name, String number) {
        try {
            double value = Double.parseDouble(number);
            if (Double.isFinite(value)) {
                values.put(name, value);
            }
        } catch (NumberFormatException e) {
            // Also +Inf, as the format writes it: nothing that could be stored.
            values.remove(name);
        }
    }
}
