package io.signalbeam.local.eventhubs.log;

/**
 * What a partition holds, seen at one moment.
 *
 * @param beginSequence of the oldest event kept; the next one's when there is none
 * @param last the newest event ever appended; sequence -1 and offset -1 when there was none
 * @param end offset of the next event
 */
public record Bounds(long beginSequence, Place last, long end) {
    public boolean isEmpty() {
        return beginSequence > last.sequence();
    }
}
