package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.log.StartAt;
import io.signalbeam.local.eventhubs.log.StartAt.After;
import io.signalbeam.local.eventhubs.log.StartAt.Latest;
import io.signalbeam.local.eventhubs.log.StartAt.Measure;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.jspecify.annotations.Nullable;

/** Where a receiver wants to begin, from its source's filter: {@code amqp.annotation.x-opt-offset > '42'}. */
final class Selector {
    private static final Symbol NAME = Symbol.valueOf("apache.org:selector-filter:string");
    private static final Pattern EXPRESSION =
            Pattern.compile("\\s*amqp\\.annotation\\.([a-z-]+)\\s*(>=?)\\s*'([^']*)'\\s*");
    private static final Map<String, Measure> MEASURES = Map.of(
            Annotations.OFFSET,
            Measure.OFFSET,
            Annotations.SEQUENCE,
            Measure.SEQUENCE,
            Annotations.TIME,
            Measure.TIME,
            "x-opt-enqueued-time-utc",
            Measure.TIME);

    private Selector() {}

    /** Nothing when the filter says what nobody understands. */
    static Optional<StartAt> read(@Nullable Map<?, ?> filters) {
        var filter = filters == null ? null : filters.get(NAME);
        if (filter == null) {
            return Optional.of(StartAt.EARLIEST);
        }
        var text = filter instanceof DescribedType described ? described.getDescribed() : filter;
        var match = EXPRESSION.matcher(String.valueOf(text));
        if (!match.matches()) {
            return Optional.empty();
        }
        var measure = MEASURES.get(match.group(1));
        if (measure == null) {
            return Optional.empty();
        }
        if (match.group(3).equals("@latest")) {
            return Optional.of(new Latest());
        }
        try {
            return Optional.of(new After(
                    measure, Long.parseLong(match.group(3)), match.group(2).equals(">=")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
