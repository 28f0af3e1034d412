package io.signalbeam.local.eventhubs.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who reads one partition for one consumer group. A reader with an epoch reads alone: it ousts readers of the same or a
 * lower epoch, and those without. Without an epoch up to five read side by side.
 */
final class ReaderSeat {
    private static final int MAX_READERS = 5;

    private final List<Reader> readers = new ArrayList<>();

    interface Reader {
        @Nullable Long epoch();

        /** Ends the reader; called on any thread. */
        void oust(String why);
    }

    /** Lets a reader in, or says why not. */
    synchronized Optional<Refusal> sit(Reader reader) {
        var epoch = reader.epoch();
        for (var other : readers) {
            var held = other.epoch();
            if (held != null && (epoch == null || epoch < held)) {
                return Optional.of(new Refusal(
                        Refusal.STOLEN,
                        "A receiver with epoch '%d' exists; a lower one may not read.".formatted(held)));
            }
        }
        if (epoch == null && readers.size() >= MAX_READERS) {
            return Optional.of(new Refusal(
                    Refusal.LIMIT, "Exceeded the maximum number of receivers of a consumer group: " + MAX_READERS));
        }
        if (epoch != null) {
            readers.forEach(other -> other.oust("New receiver with epoch '%d' was created.".formatted(epoch)));
            readers.clear();
        }
        readers.add(reader);
        return Optional.empty();
    }

    synchronized void leave(Reader reader) {
        readers.remove(reader);
    }
}
