package io.signalbeam.functions.exports;

import io.signalbeam.functions.audit.ExportAudit;
import io.signalbeam.functions.exports.ExportSql.Job;
import io.signalbeam.functions.exports.TenantBlobs.Kind;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the exports that were asked for, a turn at a time and the one that has waited longest first. What a turn reads of the
 * database is of one moment. A file is there with its row, or it is written again: so whoever is cut off anywhere loses at most
 * the file that was being written.
 */
public final class ExportTenants {
    private static final Logger LOG = LoggerFactory.getLogger(ExportTenants.class);
    /** With the turn that is begun last, within the five minutes of a function. */
    private static final Duration BUDGET = Duration.ofMinutes(2);
    /** Most tenants' tables are read in one, and so are of one moment. */
    private static final Duration TURN = Duration.ofMinutes(2);
    /** Whoever has not renewed a claim for so long is gone. */
    static final Duration HOLD = Duration.ofSeconds(60);

    static final Duration KEPT = Duration.ofDays(7);
    /** A rule of the account deletes files a day after they should have gone: none may be older than that. */
    private static final Duration OLDEST_FILE = Duration.ofDays(8);

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST_FAILURES = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final int EXPORTS_AT_ONCE = 20;
    private static final int FILES_AT_ONCE = 500;

    private final Transactions transactions;
    private final ExportStore store;
    private final TenantBlobs blobs;
    private final ExportAudit audit;
    private final InstantSource clock;

    ExportTenants(
            Transactions transactions, ExportStore store, TenantBlobs blobs, ExportAudit audit, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.blobs = blobs;
        this.audit = audit;
        this.clock = clock;
    }

    /** How many are whole since. */
    public int run() {
        var end = clock.instant().plus(BUDGET);
        int whole = 0;
        empty(end);
        var job = claim();
        while (job.isPresent()) {
            whole += turn(job.get()) ? 1 : 0;
            job = clock.instant().isBefore(end) ? claim() : Optional.empty();
        }
        return whole;
    }

    private Optional<Job> claim() {
        var now = now();
        return transactions.asService(tx -> ExportSql.claim(tx, UUID.randomUUID(), now, HOLD));
    }

    /** Whether the export is whole now. */
    private boolean turn(Job job) {
        var end = clock.instant().plus(TURN);
        try {
            if (!clock.instant().isBefore(job.startedAt().plus(LONGEST))) {
                fail(job, "It took longer than " + LONGEST.toDays() + " days.");
                return false;
            }
            boolean written = transactions.ofOneMoment(tx -> work(job, tx, end));
            boolean whole = transactions.asService(tx -> {
                if (written) {
                    return ExportSql.complete(tx, job, now(), expiry(job));
                }
                ExportSql.release(tx, job, now(), 0);
                return false;
            });
            if (whole) {
                LOG.info(
                        "Export {} of tenant {} is whole",
                        job.place().export(),
                        job.place().tenant());
            }
            return whole;
        } catch (Turn.Lost e) {
            LOG.info(
                    "Export {} of tenant {} is somebody else's",
                    job.place().export(),
                    job.place().tenant());
            return false;
        } catch (RuntimeException e) {
            // The others' must not wait for this one.
            LOG.error(
                    "Export {} of tenant {} does not go on",
                    job.place().export(),
                    job.place().tenant(),
                    e);
            pause(job);
            return false;
        }
    }

    private boolean work(Job claimed, Handle tx, Instant end) {
        var readAt = RowsSql.moment(tx);
        var turn = new Turn(tx, claimed.place(), store, clock, end, () -> renew(claimed));
        var job = claimed;
        var done = new HashSet<>(job.stepsDone());
        for (var step : steps(tx)) {
            while (!done.contains(step.name())) {
                if (turn.isOver()) {
                    return false;
                }
                boolean goesOn = step.name().equals(job.step());
                var progress = step.next(turn, goesOn ? job.stepFiles() : 0, goesOn ? job.after() : null);
                job = recorded(job, step, progress, readAt);
                done = new HashSet<>(job.stepsDone());
            }
        }
        return true;
    }

    private Job recorded(Job job, Step step, Step.Progress progress, Instant readAt) {
        return transactions.asService(tx -> {
            if (!ExportSql.record(tx, job, step.name(), progress, readAt)) {
                throw new Turn.Lost();
            }
            return ExportSql.reload(tx, job);
        });
    }

    /** Samples before the archive, into which they may go meanwhile; the manifest at last. */
    private List<Step> steps(Handle tx) {
        var steps = new ArrayList<Step>();
        RowsSql.tables(tx).forEach(table -> steps.add(new TableStep(table)));
        steps.add(new AuditStep(audit));
        steps.add(new ArtifactsStep());
        for (var kind : List.of(Kind.MANIFESTS, Kind.COMMAND_OUTPUTS, Kind.PARKED_EVENTS, Kind.LOGS)) {
            steps.add(new BlobsStep(blobs, kind));
        }
        RowsSql.days(tx).forEach(day -> steps.add(new SamplesStep(day)));
        steps.add(new ArchiveStep(blobs));
        steps.add(new ManifestStep(transactions));
        return steps;
    }

    private void renew(Job job) {
        if (!transactions.asService(tx -> ExportSql.renew(tx, job, now().plus(HOLD)))) {
            throw new Turn.Lost();
        }
    }

    private Instant expiry(Job job) {
        var kept = now().plus(KEPT);
        var oldest = job.startedAt().plus(OLDEST_FILE);
        return kept.isBefore(oldest) ? kept : oldest;
    }

    private void pause(Job job) {
        int failures = transactions.asService(tx -> ExportSql.failures(tx, job)) + 1;
        if (failures >= MOST_FAILURES) {
            fail(job, "It failed " + failures + " times in a row. Its operators find out why by its id.");
            return;
        }
        var pause = FIRST_PAUSE.multipliedBy(1L << failures);
        var next = now().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        transactions.asService(tx -> {
            ExportSql.release(tx, job, next, failures);
            return next;
        });
    }

    private void fail(Job job, String failure) {
        transactions.asService(tx -> {
            ExportSql.fail(tx, job, now(), failure);
            return failure;
        });
    }

    /** Files that have been kept long enough, and those of exports that have failed. */
    private void empty(Instant end) {
        for (var place : transactions.asService(tx -> ExportSql.over(tx, now(), EXPORTS_AT_ONCE))) {
            while (clock.instant().isBefore(end)) {
                if (store.delete(place, FILES_AT_ONCE) == 0) {
                    transactions.asService(tx -> {
                        ExportSql.emptied(tx, place);
                        return place;
                    });
                    break;
                }
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
