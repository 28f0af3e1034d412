package io.signalbeam.agent.telemetry;

import io.signalbeam.agent.pace.RateCap;
import io.signalbeam.agent.sockets.Door;
import io.signalbeam.agent.sockets.Visit;
import io.signalbeam.shared.telemetry.MetricsReader;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers that programs of this machine tell of themselves, in lines of StatsD (its {@code docs/metric_types.md}): gauges,
 * {@code oil.temp:81.5|g}, or {@code oil.temp:-2|g} for a change of one; and counters, {@code doors:1|c}, or
 * {@code doors:1|c|@0.1} where one in ten is told. Timers and sets are refused, and so are tags, for there is no place for
 * them in a sample.
 *
 * <p>A sample has how much was counted since the one before, and what a gauge was last set to, until it is not set any more.
 */
public final class LocalMetrics {
    /** Of the state folder. */
    public static final String FILE = "metrics.sock";

    static final int LONGEST_LINE = 256;
    static final int MOST_A_SECOND = 1000;
    /** As of Prometheus: whoever set it has most likely ended. */
    static final Duration STALE = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(LocalMetrics.class);
    private static final int MOST_PROGRAMS = 32;
    /** Programs keep their connection for as long as they run, and may have little to tell. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final Pattern LINE = Pattern.compile("(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,127}):"
            + "(?<value>(?<sign>[+-])?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)"
            + "\\|(?:g|c(?:\\|@(?<rate>0?\\.[0-9]{1,9}|1(?:\\.0*)?))?)");

    private sealed interface Told {
        double value();
    }

    private record Count(double value) implements Told {}

    private record Gauge(double value, Instant setAt, boolean inSample) implements Told {}

    /**
     * What has become of all lines.
     *
     * @param refused because of their form, or because there were too many of them or of their names
     */
    public record Tally(long taken, long refused) {}

    private final InstantSource steadyClock;
    private final RateCap cap;
    private final Map<String, Told> told = new TreeMap<>();
    private long taken;
    private long refused;

    public LocalMetrics(InstantSource steadyClock) {
        this.steadyClock = steadyClock;
        this.cap = new RateCap(MOST_A_SECOND, MOST_A_SECOND, steadyClock);
    }

    /** Where lines come in. */
    public Door door(Path stateDir) {
        var address = UnixDomainSocketAddress.of(stateDir.resolve(FILE));
        return new Door(address, LONGEST_LINE, MOST_PROGRAMS, PATIENCE, Teller::new);
    }

    public synchronized Tally tally() {
        return new Tally(taken, refused);
    }

    synchronized void take(String line) {
        if (line.isBlank()) {
            return;
        }
        var said = LINE.matcher(line.strip());
        if (!cap.takes(1)) {
            refuse("there are more than " + MOST_A_SECOND + " a second");
        } else if (!said.matches()) {
            refuse("it is no gauge or counter of StatsD: " + line.replaceAll("\\p{Cntrl}", "?"));
        } else if (!told.containsKey(said.group("name")) && told.size() >= MetricsReader.MAX_CUSTOM) {
            refuse("there are more than " + MetricsReader.MAX_CUSTOM + " names: " + said.group("name"));
        } else {
            var name = said.group("name");
            double value = Double.parseDouble(said.group("value"));
            // The only letter after the bar that is not a gauge's.
            var next = line.contains("|c")
                    ? count(told.get(name), value, said.group("rate"))
                    : gauge(told.get(name), value, said.group("sign") != null);
            put(name, next);
        }
    }

    /** What the next sample has. */
    synchronized Map<String, Double> sample() {
        var now = steadyClock.instant();
        told.values()
                .removeIf(value -> value instanceof Gauge gauge
                        && gauge.inSample()
                        && Duration.between(gauge.setAt(), now).compareTo(STALE) > 0);
        var sample = new TreeMap<String, Double>();
        told.forEach((name, value) -> sample.put(name, value.value()));
        told.values().removeIf(Count.class::isInstance);
        told.replaceAll(
                (name, value) -> value instanceof Gauge gauge ? new Gauge(gauge.value(), gauge.setAt(), true) : value);
        return sample;
    }

    private void put(String name, Told next) {
        if (Double.isFinite(next.value())) {
            told.put(name, next);
            taken++;
        } else {
            refuse("it is too great: " + name);
        }
    }

    private static Count count(@Nullable Told before, double value, @Nullable String rate) {
        double each = rate == null ? value : value / Double.parseDouble(rate);
        return new Count(each + (before instanceof Count count ? count.value() : 0));
    }

    private Gauge gauge(@Nullable Told before, double value, boolean isChange) {
        double from = isChange && before instanceof Gauge gauge ? gauge.value() : 0;
        return new Gauge(from + value, steadyClock.instant(), false);
    }

    private synchronized void refuse(String why) {
        refused++;
        if (Long.bitCount(refused) == 1) {
            LOG.warn("{}: a line is refused, {} so far: {}", FILE, refused, why);
        }
    }

    private final class Teller implements Visit {
        @Override
        public void line(String line) {
            take(line);
        }

        @Override
        public void lineTooLong() {
            refuse("it is longer than " + LONGEST_LINE + " bytes");
        }

        @Override
        public byte[] answer() {
            return new byte[0];
        }
    }
}
