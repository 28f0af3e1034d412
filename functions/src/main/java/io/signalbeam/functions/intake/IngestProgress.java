package io.signalbeam.functions.intake;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** Notes how far ingest has come, so that who judges silence knows what has not been heard yet. */
public final class IngestProgress {
    private final Transactions transactions;
    private final InstantSource clock;

    public IngestProgress(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The last event that was taken out of a partition.
     *
     * @param enqueuedAt when the hub got it, by the broker's clock
     * @param takenAt when its batch had been stored, by ours
     */
    public record Mark(String hub, String partition, Instant enqueuedAt, Instant takenAt) {}

    /** To be called after a batch has been stored or parked whole; all of a batch is of one partition. */
    public void taken(List<Delivery> batch) {
        var now = clock.instant();
        batch.stream()
                .map(Delivery::position)
                .max(Comparator.comparingLong(Delivery.Position::sequence))
                .map(last -> new Mark(last.hub(), last.partition(), last.enqueuedAt(), now))
                .ifPresent(mark -> transactions.asService(tx -> IngestProgressSql.put(tx, mark)));
    }
}
