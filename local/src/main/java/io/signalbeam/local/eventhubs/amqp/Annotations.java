package io.signalbeam.local.eventhubs.amqp;

import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's message annotations: its partition key, and the encoded pairs that are none of the broker's, to be passed
 * on. What a client says of its publisher, place or time is dropped.
 *
 * @param pairs how many there are
 */
record Annotations(@Nullable String partitionKey, int pairs, ByteBuffer encoded) {
    static final Annotations NONE = new Annotations(null, 0, ByteBuffer.allocate(0));
    static final String PARTITION_KEY = "x-opt-partition-key";
    static final String PUBLISHER = "x-opt-publisher";
    static final String SEQUENCE = "x-opt-sequence-number";
    static final String OFFSET = "x-opt-offset";
    static final String TIME = "x-opt-enqueued-time";
    private static final Set<String> OURS = Set.of(PUBLISHER, SEQUENCE, OFFSET, TIME);

    /** @param at where the section's map starts */
    static Annotations read(ByteBuffer in, int at) throws MalformedMessage {
        var end = EncodedValue.end(in, at);
        var next = switch (in.get(at) & 0xff) {
            case 0xc1 -> at + 3;
            case 0xd1 -> at + 9;
            default -> throw new MalformedMessage("annotations are a map");
        };
        if (next >= end) {
            return NONE;
        }
        var kept = ByteBuffer.allocate(end - next);
        var pairs = 0;
        String partitionKey = null;
        while (next < end) {
            var value = EncodedValue.end(in, next);
            var after = EncodedValue.end(in, value);
            if (after > end) {
                throw new MalformedMessage("an annotation runs beyond its map");
            }
            var key = EncodedValue.text(in, next);
            if (PARTITION_KEY.equals(key)) {
                partitionKey = EncodedValue.text(in, value);
            } else if (key == null || !OURS.contains(key)) {
                kept.put(in.slice(next, after - next));
                pairs++;
            }
            next = after;
        }
        return new Annotations(partitionKey, pairs, kept.flip());
    }
}
