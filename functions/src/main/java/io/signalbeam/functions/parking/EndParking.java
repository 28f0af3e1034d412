package io.signalbeam.functions.parking;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.InstantSource;

/** Deletes parked events after thirty days. */
public final class EndParking {
    private static final Duration KEEP = Duration.ofDays(30);
    private static final int AT_A_TIME = 500;

    private final ParkingStore store;
    private final Transactions transactions;
    private final InstantSource clock;

    public EndParking(ParkingStore store, Transactions transactions, InstantSource clock) {
        this.store = store;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** How many that were. Blobs go while their entries are still there: a failure on the way leaves both or neither. */
    public int run() {
        var bound = clock.instant().minus(KEEP);
        int deleted = 0;
        int some;
        do {
            some = transactions.asService(handle -> {
                var blobs = ParkedEventsSql.forgetBefore(handle, bound, AT_A_TIME);
                store.delete(blobs);
                return blobs.size();
            });
            deleted += some;
        } while (some == AT_A_TIME);
        return deleted;
    }
}
