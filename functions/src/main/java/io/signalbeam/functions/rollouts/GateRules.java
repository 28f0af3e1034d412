package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.GateReading.Side;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a gate makes of what was measured, and when to measure; without any clock or store. */
final class GateRules {
    /** How far back measuring looks at the most: what a bad version does later shows as much as what it does at once. */
    static final Duration WINDOW = Duration.ofMinutes(15);

    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final Duration LATEST = Duration.ofMinutes(1);
    private static final int PARTS = 20;
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private GateRules() {}

    /**
     * Whether it is time to measure: more and more seldom while a wave soaks, and at its end.
     *
     * @param last when that was done last; null for never
     */
    static boolean due(@Nullable Instant last, Instant soakingAt, Instant until, Instant now) {
        if (last == null || last.isBefore(soakingAt) || (last.isBefore(until) && !now.isBefore(until))) {
            return true;
        }
        var part = Duration.between(soakingAt, now).dividedBy(PARTS);
        var pause = part.compareTo(SOONEST) < 0 ? SOONEST : part.compareTo(LATEST) > 0 ? LATEST : part;
        return !now.isBefore(last.plus(pause));
    }

    /** @param left devices of the rollout that are not asked yet */
    static GateResult judge(Gate gate, GateReading reading, int left) {
        if (gate.against() == Gate.Against.Rest && left < gate.leastDevices()) {
            return new GateResult.NotAsked("%s: %s left to compare with, and it takes %d."
                    .formatted(gate.metric(), Counted.devices(left, "is", "are"), gate.leastDevices()));
        }
        return missing(gate, reading.updated(), "among those updated")
                .or(() -> Optional.ofNullable(reading.reference())
                        .flatMap(reference -> missing(
                                gate,
                                reference,
                                gate.against() == Gate.Against.Past ? "before" : "among those not updated yet")))
                .orElseGet(() -> compare(gate, reading));
    }

    private static Optional<GateResult> missing(Gate gate, Side side, String which) {
        if (side.value() != null && side.devices() >= gate.leastDevices() && side.samples() >= gate.leastSamples()) {
            return Optional.empty();
        }
        return Optional.of(new GateResult.NotEnough("%s: there are %d samples of %s %s, and it takes %d of %d."
                .formatted(
                        gate.metric(),
                        side.samples(),
                        Counted.devices(side.devices()),
                        which,
                        gate.leastSamples(),
                        gate.leastDevices())));
    }

    private static GateResult compare(Gate gate, GateReading reading) {
        double value = value(reading.updated());
        var reference = reading.reference();
        var seen = "%s is %s on %s updated"
                .formatted(
                        gate.metric(),
                        number(value),
                        Counted.devices(reading.updated().devices(), "that was", "that were"));
        if (reference == null) {
            return verdict(gate, value, 1, seen);
        }
        double other = value(reference);
        seen += ", and %s on %d %s".formatted(number(other), reference.devices(), side(gate.against()));
        if (gate.by() == Gate.By.Difference) {
            return verdict(gate, value - other, 1, seen + ": the difference is " + number(value - other));
        }
        if (other < 0) {
            return new GateResult.NotEnough(seen + ": there is no ratio to a number below 0.");
        }
        // Not divided, so that a reference of 0 needs no rule of its own.
        return verdict(
                gate, value, other, other == 0 ? seen : seen + ": that is " + number(value / other) + " times as much");
    }

    private static GateResult verdict(Gate gate, double value, double unit, String seen) {
        var most = gate.atMost();
        var least = gate.atLeast();
        boolean holds = (most == null || value <= most * unit) && (least == null || value >= least * unit);
        var detail = "%s; %s%s is allowed."
                .formatted(seen, bound(most, least), gate.by() == Gate.By.Ratio ? " times as much" : "");
        return holds ? new GateResult.Holds(detail) : new GateResult.Fails(detail, gate.action());
    }

    private static String bound(@Nullable Double most, @Nullable Double least) {
        return most != null ? "at most " + number(most) : "at least " + number(least == null ? 0 : least);
    }

    private static String side(Gate.@Nullable Against against) {
        return against == Gate.Against.Past ? "of them before" : "that are not updated yet";
    }

    private static double value(Side side) {
        return side.value() == null ? 0 : side.value();
    }

    private static String number(double value) {
        var rounded = new BigDecimal(value).round(FOUR_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
