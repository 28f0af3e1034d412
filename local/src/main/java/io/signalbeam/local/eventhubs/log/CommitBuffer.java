package io.signalbeam.local.eventhubs.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The records of one commit, laid out as they go to disk. */
final class CommitBuffer {
    private final long baseOffset;
    private final long baseSequence;
    private final long time;
    private final List<Place> places = new ArrayList<>();
    private ByteBuffer bytes = ByteBuffer.allocate(64 << 10);

    CommitBuffer(Bounds bounds, long time) {
        this.baseOffset = bounds.end();
        this.baseSequence = bounds.last().sequence() + 1;
        this.time = time;
    }

    void add(Entry entry) {
        var needed = RecordFormat.HEAD + entry.maxSize();
        if (bytes.remaining() < needed) {
            bytes = ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + needed))
                    .put(bytes.flip());
        }
        var place = new Place(baseOffset + bytes.position(), baseSequence + places.size(), time);
        RecordFormat.write(bytes, entry, place);
        places.add(place);
    }

    List<Place> places() {
        return places;
    }

    int size() {
        return bytes.position();
    }

    ByteBuffer bytes() {
        return bytes.duplicate().flip();
    }
}
