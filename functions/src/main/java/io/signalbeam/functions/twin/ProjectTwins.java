package io.signalbeam.functions.twin;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.parallel.Workers;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.signing.SigningSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.TwinSql.Queued;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies devices that are in the outbox to their twins. Any number of instances may do so at once, and doing it twice
 * changes nothing. An entry leaves the outbox with its twin written, or goes to the end of it.
 */
public final class ProjectTwins {
    /** More than these wait for the timer: whoever caused the change waits for its answer. */
    private static final int AT_ONCE = 20;

    private static final int BATCH = 400;
    /** Writes that wait for an answer at once, of one instance. */
    private static final int IN_FLIGHT = 32;

    private static final Logger LOG = LoggerFactory.getLogger(ProjectTwins.class);

    private final Transactions transactions;
    private final TwinStore store;
    private final Twins twins;
    private final InstantSource clock;

    public ProjectTwins(
            Transactions transactions, TwinStore store, Manifests manifests, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.twins = new Twins(manifests, settings);
        this.clock = clock;
    }

    /** To be called inside the transaction that put the devices into the outbox: projects them once it has committed. */
    public void afterCommit(Collection<DeviceId> devices) {
        var few = List.copyOf(devices);
        if (!few.isEmpty() && few.size() <= AT_ONCE) {
            transactions.afterCommit(() -> transactions.<Boolean>asService(tx -> project(tx, TwinSql.take(tx, few))));
        }
    }

    /** Empties the outbox, for so long at the most; stops when something fails. Answers how many entries it took. */
    public int sweep(Duration budget) {
        Instant end = clock.instant().plus(budget);
        int taken = 0;
        while (clock.instant().isBefore(end)) {
            var batch = transactions.<Batch>asService(tx -> {
                var entries = TwinSql.take(tx, BATCH);
                return new Batch(entries.size(), project(tx, entries));
            });
            taken += batch.size();
            if (batch.size() < BATCH || !batch.whole()) {
                break;
            }
        }
        return taken;
    }

    private record Batch(int size, boolean whole) {}

    /** Whether all of them were written. */
    private boolean project(Handle tx, List<Queued> entries) {
        var ids = entries.stream().map(Queued::device).distinct().toList();
        if (ids.isEmpty()) {
            return true;
        }
        var keys = TwinSql.keys(tx, ids);
        var desired = TwinSql.desired(tx, ids);
        var signingKeys = SigningSql.keys(tx);
        var rows = TwinSql.devices(tx, ids);
        var commands = TwinSql.commands(tx, ids);
        Set<DeviceId> failed = ConcurrentHashMap.newKeySet();
        var newer = new ConcurrentLinkedQueue<Twin>();
        Workers.each(rows, IN_FLIGHT, row -> {
            try {
                store.write(twins.twin(
                                row,
                                keys.getOrDefault(row.id(), List.of()),
                                desired.getOrDefault(row.id(), List.of()),
                                commands.getOrDefault(row.id(), List.of()),
                                signingKeys))
                        .ifPresent(newer::add);
            } catch (TransientFailure | PermanentFailure e) {
                LOG.warn("The twin of {} was not written and stays in the outbox", row.id(), e);
                failed.add(row.id());
            }
        });
        entries.stream()
                .filter(entry -> failed.contains(entry.device()))
                .distinct()
                .forEach(entry -> TwinSql.put(tx, entry));
        overtake(tx, newer);
        return failed.isEmpty();
    }

    /**
     * A twin is written from what has been committed. One that is newer than its device is now, read after it, was written
     * from a database that has gone back to a moment of the past: the device is brought before it, and its twin comes again.
     */
    private static void overtake(Handle tx, Collection<Twin> newer) {
        for (var twin : newer) {
            if (TwinSql.overtake(tx, twin)) {
                LOG.warn(
                        "The twin of {} is ahead of the database, which must have been restored: it is written anew",
                        twin.id());
                TwinSql.put(tx, new Queued(twin.id(), twin.tenantId()));
            }
        }
    }
}
