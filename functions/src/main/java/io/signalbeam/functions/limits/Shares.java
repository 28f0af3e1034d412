package io.signalbeam.functions.limits;

import java.util.Collection;
import java.util.stream.DoubleStream;

/** How instances divide a budget. Each works it out alone, and from the same demands they come to what adds up. */
final class Shares {
    private Shares() {}

    /**
     * Nobody gets more than the others before all have what they are asked for (max-min fairness), so that an instance
     * with a storm on it leaves the rest their due. What nobody asks for is divided evenly, for what comes next.
     *
     * @param budget of all together, requests a second, above 0
     * @param own what this instance is asked for, requests a second
     * @param others what each of the others is asked for
     * @return this instance's share, requests a second
     */
    static double of(double budget, double own, Collection<Double> others) {
        var demands = DoubleStream.concat(DoubleStream.of(own), others.stream().mapToDouble(Double::doubleValue))
                .sorted()
                .toArray();
        double left = budget;
        int hungry = demands.length;
        for (double demand : demands) {
            if (demand * hungry >= left) {
                return Math.min(own, left / hungry);
            }
            left -= demand;
            hungry--;
        }
        return own + left / demands.length;
    }
}
