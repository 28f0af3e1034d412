package io.signalbeam.local.eventhubs.log;

/** Where a reader begins. */
public sealed interface StartAt {
    /** Every event that is still kept. */
    StartAt EARLIEST = new After(Measure.OFFSET, -1, false);

    /** Only what is appended from now on. */
    record Latest() implements StartAt {}

    /** The first event whose measure is above the value, or at it when inclusive. */
    record After(Measure measure, long value, boolean inclusive) implements StartAt {
        boolean reached(Place place) {
            var actual = switch (measure) {
                case OFFSET -> place.offset();
                case SEQUENCE -> place.sequence();
                case TIME -> place.time();
            };
            return inclusive ? actual >= value : actual > value;
        }
    }

    /** Each of these only rises within a partition, which is what makes a search possible. */
    enum Measure {
        OFFSET,
        SEQUENCE,
        TIME
    }
}
