package io.signalbeam.local.bench;

import java.sql.SQLException;
import java.util.function.ToDoubleFunction;

/**
 * Two ways to do the same, measured in turns, each time the other one first, so that what else the machine does falls on
 * both. The middle ones of all turns are compared: a pause of the machine makes single ones long.
 */
record Turns(double[] with, double[] without) {

    /** Does it once; the seconds that it took. */
    @FunctionalInterface
    interface Turn {
        double run() throws SQLException;
    }

    static Turns measure(int warmUps, int turns, Turn with, Turn without) throws SQLException {
        for (int i = 0; i < warmUps; i++) {
            with.run();
            without.run();
        }
        var result = new Turns(new double[turns], new double[turns]);
        for (int i = 0; i < turns; i++) {
            if (i % 2 == 0) {
                result.with[i] = with.run();
            }
            result.without[i] = without.run();
            if (i % 2 == 1) {
                result.with[i] = with.run();
            }
        }
        return result;
    }

    /** How much longer the first takes than the second: 0.1 for a tenth. */
    double cost() {
        ToDoubleFunction<double[]> median =
                samples -> Figure.median("", samples, "").value().doubleValue();
        return median.applyAsDouble(with) / median.applyAsDouble(without) - 1;
    }
}
