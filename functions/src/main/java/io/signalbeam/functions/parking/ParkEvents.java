package io.signalbeam.functions.parking;

import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.intake.Poison;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.live.Topic;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Parks events. Once it returns they are safe; parking one again changes nothing. */
public final class ParkEvents {
    private final ParkingStore store;
    private final Transactions transactions;
    private final IngestNumbers numbers;
    private final Onlookers onlookers;

    public ParkEvents(ParkingStore store, Transactions transactions, IngestNumbers numbers, Onlookers onlookers) {
        this.store = store;
        this.transactions = transactions;
        this.numbers = numbers;
        this.onlookers = onlookers;
    }

    public void park(List<Poison> poison, Instant now) {
        if (poison.isEmpty()) {
            return;
        }
        var documents = poison.stream().map(ParkedDocument::of).toList();
        // The blob first: an index entry without its event would be a promise that nobody keeps.
        store.keep(documents);
        var fresh = transactions.asService(handle -> ParkedEventsSql.index(handle, documents, now));
        numbers.parked(IntStream.range(0, poison.size())
                .filter(i -> fresh.contains(documents.get(i).id()))
                .mapToObj(poison::get)
                .toList());
        poison.stream()
                .map(Poison::tenant)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(tenant -> onlookers.tell(tenant, Topic.ParkedEvents));
    }
}
