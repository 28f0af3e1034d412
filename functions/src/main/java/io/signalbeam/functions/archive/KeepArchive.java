package io.signalbeam.functions.archive;

import io.signalbeam.functions.intake.Screening;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends each tenant's samples at its own bound: they go into the archive, and then out of the table. Those of tenants that
 * keep them longest stay until the whole day is dropped, which costs next to nothing; those of the others are deleted.
 */
public final class KeepArchive {
    private static final Logger LOG = LoggerFactory.getLogger(KeepArchive.class);
    /** So that two runs of the timer do not meet, and an instance that is taken away loses little. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(8);
    /** A day longer than ingest takes rows of, so that none comes between a day's last look and its drop. */
    private static final Duration UNTIL_DROP = Screening.RETENTION.plusDays(1);

    private final Transactions transactions;
    private final ArchiveDay archive;
    private final Settings.Retention retention;
    private final InstantSource clock;

    KeepArchive(Transactions transactions, ArchiveDay archive, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.archive = archive;
        this.retention = settings.retention();
        this.clock = clock;
    }

    /**
     * @param written rows that went into new files
     * @param deleted rows that left the table one by one
     * @param dropped days that left it as a whole
     */
    public record Kept(long written, long deleted, int dropped) {}

    /** Goes as far as it comes in its time; the next run goes on from there. */
    public Kept run() {
        var now = clock.instant();
        var end = now.plus(LONGEST_RUN);
        var mayDrop = lastDayBefore(now.minus(UNTIL_DROP));
        var closed = transactions.asService(tx -> RetentionSql.closedThrough(tx, mayDrop.plusDays(1)));
        var done = ArchiveDay.Archived.NOTHING;
        for (var tenant : transactions.asService(tx -> RetentionSql.bounds(tx, retention.rawDays()))) {
            var raw = Duration.ofDays(tenant.raw());
            var delete = raw.compareTo(Screening.RETENTION) < 0;
            var last = lastDayBefore(now.minus(raw));
            for (var day = closed.plusDays(1);
                    !day.isAfter(last) && clock.instant().isBefore(end);
                    day = day.plusDays(1)) {
                done = done.plus(archive(tenant.tenant(), day, delete, now));
            }
        }
        done = done.plus(endRestores(now));
        return new Kept(done.written(), done.deleted(), drop(closed, mayDrop, now, end));
    }

    private ArchiveDay.Archived archive(TenantId tenant, LocalDate day, boolean delete, Instant now) {
        if (transactions.asService(tx -> RetentionSql.isWanted(tx, tenant, day, now))) {
            return ArchiveDay.Archived.NOTHING;
        }
        try {
            return archive.archive(tenant, day, delete);
        } catch (TransientFailure | PermanentFailure e) {
            // The others' days must not wait for this one, which stays whole in the table.
            LOG.error("{} of tenant {} is not archived: {}", day, tenant, e.getMessage(), e);
            return ArchiveDay.Archived.NOTHING;
        }
    }

    private ArchiveDay.Archived endRestores(Instant now) {
        var done = ArchiveDay.Archived.NOTHING;
        for (var restore : transactions.asService(RetentionSql::restores)) {
            var until = restore.keptUntil();
            if (until.isPresent() && !until.get().isAfter(now)) {
                done = done.plus(archive.archive(restore.tenant(), restore.day(), true));
                transactions.asService(tx -> {
                    RetentionSql.forget(tx, restore, now);
                    return true;
                });
            }
        }
        return done;
    }

    /** A day is closed when all that the table has of it is in the archive, whoever's it is; only then may it go. */
    private int drop(LocalDate closed, LocalDate mayDrop, Instant now, Instant end) {
        for (var day = closed.plusDays(1);
                !day.isAfter(mayDrop) && clock.instant().isBefore(end);
                day = day.plusDays(1)) {
            if (!close(day, now)) {
                LOG.warn("{} is not dropped: not all of it is in the archive yet", day);
                break;
            }
        }
        return transactions.asService(tx -> {
            if (!ArchiveSql.lock(tx)) {
                return 0;
            }
            var firstWanted = RetentionSql.restores(tx).stream()
                    .map(RetentionSql.Restore::day)
                    .min(LocalDate::compareTo)
                    .orElse(LocalDate.MAX);
            var bound = RetentionSql.closedThrough(tx, mayDrop.plusDays(1)).plusDays(1);
            return RetentionSql.dropBefore(tx, bound.isBefore(firstWanted) ? bound : firstWanted);
        });
    }

    private boolean close(LocalDate day, Instant now) {
        for (var tenant : missing(day)) {
            archive(tenant, day, true, now);
        }
        return transactions.asService(tx -> {
            if (!ArchiveSql.lock(tx) || !missing(day).isEmpty()) {
                return false;
            }
            RetentionSql.close(tx, day);
            return true;
        });
    }

    /** Tenants of whom the table has anything of this day but what the list of parts says it has. */
    private List<TenantId> missing(LocalDate day) {
        return transactions.asService(tx -> ArchiveSql.tenants(tx, day).entrySet().stream()
                .filter(there -> !there.getValue().equals(ArchiveSql.inTable(tx, there.getKey(), day)))
                .map(Map.Entry::getKey)
                .toList());
    }

    /** The last whole day before. */
    private static LocalDate lastDayBefore(Instant bound) {
        return LocalDate.ofInstant(bound, ZoneOffset.UTC).minusDays(1);
    }
}
