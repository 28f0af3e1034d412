package io.signalbeam.functions.logs;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Cursor;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.bundle.LogsSpec;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.LogLine;
import io.signalbeam.shared.telemetry.LogLines;
import io.signalbeam.shared.validation.Validated;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers with what a container wrote, in the order in which it arrived, which is the order of writing but after outages. */
final class ReadLogs {
    static final Duration LONGEST_RANGE = Duration.ofHours(24);
    static final int MOST_LINES = 2_000;
    private static final Duration USUAL_RANGE = Duration.ofHours(1);
    /** More than the longest frame. */
    private static final int BYTES_A_READ = 1 << 20;

    private final Transactions transactions;
    private final LogStore store;
    private final InstantSource clock;

    ReadLogs(Transactions transactions, LogStore store, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.clock = clock;
    }

    /** @param follow whether what comes later is to be asked for with the answer's cursor; then there is no {@code to} */
    record Query(
            DeviceId device,
            String bundle,
            String container,
            Optional<Instant> from,
            Optional<Instant> to,
            boolean follow) {}

    /** @param nextCursor null when nothing follows; always there for who follows */
    record Lines(List<LogLine> items, @Nullable String nextCursor) {}

    /** @param page whose limit is where an answer ends once a batch of lines does */
    Outcome<Lines> read(TenantId tenant, Query query, Page page) {
        var now = clock.instant();
        var to = query.to().orElse(now);
        if (query.follow() && query.to().isPresent()) {
            return Outcome.invalid("to", "conflict", "Who follows asks for no end.");
        }
        // The first page's begin holds for all of them, also when nobody has named it and time goes on.
        var asked = page.after() == null
                ? LogPosition.at(query.from().orElseGet(() -> to.minus(USUAL_RANGE)))
                : LogPosition.of(page.after());
        // Who follows and was away for long goes on where a range would begin.
        var oldest = LogPosition.at(now.minus(LONGEST_RANGE));
        var start = query.follow() && asked.hour() < oldest.hour() ? oldest : asked;
        var from = query.from().orElseGet(() -> LogPosition.start(start.hour()));
        if (!from.isBefore(to)) {
            return Outcome.invalid("from", "range", "It must be before " + to + ".");
        }
        if (!query.follow() && Duration.between(from, to).compareTo(LONGEST_RANGE.plusHours(1)) > 0) {
            return Outcome.invalid("from", "range", "A range has at most " + LONGEST_RANGE.toHours() + " hours.");
        }
        if (!transactions.inTenant(tenant, tx -> LogSql.exists(tx, tenant, query.device()))) {
            return Outcome.notFound("device", query.device());
        }
        return Outcome.done(new Reading(tenant, query, from, query.follow() ? Instant.MAX : to, page).read(start, now));
    }

    private final class Reading {
        private final TenantId tenant;
        private final Query query;
        private final Instant from;
        private final Instant to;
        private final Page page;
        private final List<LogLine> lines = new ArrayList<>();
        private LogPosition position = LogPosition.at(Instant.EPOCH);

        Reading(TenantId tenant, Query query, Instant from, Instant to, Page page) {
            this.tenant = tenant;
            this.query = query;
            this.from = from;
            this.to = to;
            this.page = page;
        }

        Lines read(LogPosition start, Instant now) {
            position = start;
            // A batch may begin in the hour before the time asked for, and a device's clock be a little ahead.
            long last = LogPosition.hour(query.follow() ? now.plus(Duration.ofMinutes(5)) : to.minusNanos(1));
            while (true) {
                for (long hour = position.hour(); hour <= Math.min(position.hour() + 1, last); hour++) {
                    if (readHour(hour)) {
                        return new Lines(lines, Cursor.encode(page.list(), position.cursor()));
                    }
                }
                if (position.hour() + 1 >= last) {
                    return new Lines(lines, query.follow() ? Cursor.encode(page.list(), position.cursor()) : null);
                }
                position = position.nextHour();
            }
        }

        /** Whether the page is full. */
        private boolean readHour(long hour) {
            for (int file = 0; file < LogPosition.FILES; file++) {
                var name = new LogFile(
                                tenant,
                                query.device(),
                                query.bundle(),
                                query.container(),
                                LogsSpec.RETENTIONS.get(file),
                                LogPosition.start(hour))
                        .name();
                if (readFile(name, hour, file)) {
                    return true;
                }
            }
            return false;
        }

        private boolean readFile(String name, long hour, int file) {
            while (true) {
                var bytes = ByteBuffer.wrap(store.read(name, position.offset(hour, file), BYTES_A_READ));
                int frames = 0;
                for (var frame = LogFrame.read(bytes); frame != null; frame = LogFrame.read(bytes)) {
                    frames++;
                    add(frame);
                    position = position.with(hour, file, position.offset(hour, file) + frame.length());
                    if (lines.size() >= page.limit()) {
                        return true;
                    }
                }
                if (frames == 0) {
                    return false;
                }
            }
        }

        private void add(LogFrame frame) {
            if (frame.last().isBefore(from) || !frame.first().isBefore(to)) {
                return;
            }
            if (LogLines.unpack(frame.packed()) instanceof Validated.Valid<List<LogLine>>(var unpacked)) {
                unpacked.stream()
                        .filter(line -> !line.at().isBefore(from) && line.at().isBefore(to))
                        .forEach(lines::add);
            }
        }
    }
}
