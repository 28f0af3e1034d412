package io.signalbeam.functions.archive;

import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.time.LocalDate;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives one day of one tenant. What lies in its files already is not written again, so it may be called any number of
 * times, after whatever was cut off: a file's name follows from what the list of parts holds, the list changes in the
 * transaction in which the rows leave the table, and until then the rows are there.
 */
final class ArchiveDay {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveDay.class);
    /** A file of some tens of megabytes, written in seconds: that is how long its transaction is open. */
    private static final long ROWS_A_PART = 500_000;
    /** Late rows come in between; that they do it three times running is unlikely. */
    private static final int TRIES = 3;

    private final Transactions transactions;
    private final PartWriter writer;
    private final InstantSource clock;

    ArchiveDay(Transactions transactions, PartWriter writer, InstantSource clock) {
        this.transactions = transactions;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * In rows.
     *
     * @param written into new files
     * @param deleted from the table
     */
    record Archived(long written, long deleted) {
        static final Archived NOTHING = new Archived(0, 0);

        Archived plus(Archived other) {
            return new Archived(written + other.written, deleted + other.deleted);
        }
    }

    /** @param delete whether the rows leave the table; otherwise they stay until their day is dropped */
    Archived archive(TenantId tenant, LocalDate day, boolean delete) {
        var devices = transactions.asService(tx -> ArchiveSql.devices(tx, tenant, day));
        var there = devices.stream().map(DeviceRange.OfDevice::sum).reduce(Sum.NONE, Sum::plus);
        var listed = transactions.asService(tx -> ArchiveSql.inTable(tx, tenant, day));
        var done = Archived.NOTHING;
        if (!devices.isEmpty() && (delete || !there.equals(listed))) {
            for (var range : DeviceRange.cut(devices, ROWS_A_PART)) {
                done = done.plus(archive(tenant, day, range, delete));
            }
        }
        if (delete) {
            transactions.asService(tx -> {
                ArchiveSql.markInTable(tx, tenant, day, null, false);
                return true;
            });
        }
        return done;
    }

    private Archived archive(TenantId tenant, LocalDate day, DeviceRange range, boolean delete) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.asService(tx -> archive(tx, tenant, day, range, delete));
            } catch (TransientFailure e) {
                if (attempt == TRIES) {
                    throw e;
                }
                LOG.info("{} of tenant {} is archived once more: {}", day, tenant, e.getMessage());
            }
        }
    }

    private Archived archive(Handle tx, TenantId tenant, LocalDate day, DeviceRange range, boolean delete) {
        if (!ArchiveSql.lock(tx)) {
            throw new TransientFailure("another instance is at the archive");
        }
        var written = writer.write(tx, tenant, day, range, !delete);
        var part = written.part();
        if (part != null) {
            ArchiveSql.insert(tx, part, clock.instant());
        }
        if (delete) {
            ArchiveSql.delete(tx, tenant, day, range, written.seen());
        }
        return new Archived(
                part == null ? 0 : part.sum().rows(), delete ? written.seen().rows() : 0);
    }
}
