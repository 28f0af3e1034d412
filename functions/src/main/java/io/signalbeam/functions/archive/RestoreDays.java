package io.signalbeam.functions.archive;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings days back from the archive into the table, where they are read like any other for as long as was asked. */
public final class RestoreDays {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreDays.class);
    static final int USUAL_DAYS = 7;
    static final int MOST_DAYS = 30;

    private final Transactions transactions;
    private final PartWriter parts;
    private final AuditTrail audit;
    private final InstantSource clock;

    RestoreDays(Transactions transactions, PartWriter parts, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.parts = parts;
        this.audit = audit;
        this.clock = clock;
    }

    /** Asks for a day; once more while it is there keeps it for longer. */
    Outcome<ArchivedDay> request(Person person, TenantId tenant, LocalDate day, int keepDays) {
        if (keepDays < 1 || keepDays > MOST_DAYS) {
            return Outcome.invalid("keepDays", "range", "It takes 1 to " + MOST_DAYS + ".");
        }
        return transactions.inTenant(tenant, tx -> {
            if (ArchivedDaysSql.find(tx, tenant, day).isEmpty()) {
                return Outcome.notFound("archived day", day);
            }
            ArchivedDaysSql.request(tx, tenant, day, keepDays, clock.instant());
            audit.record(tx, person, "archive.restore", "archived-day", day.toString(), Map.of("keepDays", keepDays));
            return Outcome.done(ArchivedDaysSql.find(tx, tenant, day).orElseThrow());
        });
    }

    /** Brings back what was asked for; in rows. What was brought back by a run that was cut off is not brought again. */
    public long run() {
        long rows = 0;
        RuntimeException failure = null;
        for (var restore : transactions.asService(RetentionSql::restores)) {
            try {
                rows += restore.keptUntil().isEmpty() ? restore(restore) : 0;
            } catch (TransientFailure | PermanentFailure e) {
                // The others' days must not wait for this one.
                LOG.error("{} of tenant {} is not brought back", restore.day(), restore.tenant(), e);
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return rows;
    }

    private long restore(RetentionSql.Restore restore) {
        var tenant = restore.tenant();
        var day = restore.day();
        transactions.asService(tx -> {
            RetentionSql.makeRoom(tx, day);
            return true;
        });
        long rows = 0;
        for (var part : transactions.asService(tx -> ArchiveSql.parts(tx, tenant, day))) {
            rows += transactions.asService(tx -> restore(tx, part));
        }
        var now = clock.instant();
        transactions.asService(tx -> {
            RetentionSql.restored(tx, restore, now, now.plus(Duration.ofDays(restore.keepDays())));
            return true;
        });
        LOG.info("{} of tenant {} is back, {} rows", day, tenant, rows);
        return rows;
    }

    private long restore(Handle tx, Part part) {
        if (!ArchiveSql.lock(tx)) {
            throw new TransientFailure("another instance is at the archive");
        }
        Path folder = PartWriter.temporary();
        try (var source = parts.open(part, folder.resolve("part"))) {
            long rows = RestoreSql.insert(tx, source);
            ArchiveSql.markInTable(tx, part.tenant(), part.day(), part.number(), true);
            return rows;
        } finally {
            PartWriter.delete(folder);
        }
    }
}
