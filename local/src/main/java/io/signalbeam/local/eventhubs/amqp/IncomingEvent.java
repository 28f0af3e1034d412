package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.log.Entry;
import io.signalbeam.local.eventhubs.log.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as it came, in parts. It is stored as the message that receivers get, so that delivery is a copy from disk to
 * socket.
 *
 * @param header the encoded header section, or nothing
 * @param bare properties and body, untouched
 */
record IncomingEvent(ByteBuffer header, Annotations annotations, ByteBuffer bare, Stamp stamp) implements Entry {
    /** The message format of a batch: its data sections are encoded messages. */
    static final int BATCH_FORMAT = 0x80013700;

    private static final int HEADER = 0x70;
    private static final int DELIVERY_ANNOTATIONS = 0x71;
    private static final int MESSAGE_ANNOTATIONS = 0x72;
    private static final int DATA = 0x75;
    /** A binary value whose length is four bytes: {@code vbin32}. */
    private static final byte BINARY = (byte) 0xb0;
    /** Descriptor, type and length. */
    private static final int DATA_HEAD = 8;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final byte[] SEQUENCE = ascii(Annotations.SEQUENCE);
    private static final byte[] OFFSET = ascii(Annotations.OFFSET);
    private static final byte[] TIME = ascii(Annotations.TIME);
    private static final byte[] PARTITION_KEY = ascii(Annotations.PARTITION_KEY);
    private static final byte[] PUBLISHER = ascii(Annotations.PUBLISHER);
    /** Section, map head, the three fixed pairs and the names of the other two, rounded up. */
    private static final int ANNOTATIONS_SIZE = 192;

    /** What the broker says of an event's origin. */
    record Stamp(@Nullable String partitionKey, @Nullable String publisher) {}

    /** The events of a transfer, each with its own partition key or, without one, that of the envelope. */
    static List<IncomingEvent> read(ByteBuffer message, int format) throws MalformedMessage {
        if (format != BATCH_FORMAT) {
            return List.of(event(message, null));
        }
        var events = new ArrayList<IncomingEvent>();
        String key = null;
        for (var at = 0; at < message.limit(); at = EncodedValue.end(message, at)) {
            var value = EncodedValue.end(message, at + 1);
            switch (section(message, at)) {
                case MESSAGE_ANNOTATIONS ->
                    key = Annotations.read(message, value).partitionKey();
                case DATA -> {
                    var content = EncodedValue.content(message, value);
                    if (content == null) {
                        throw new MalformedMessage("a data section is binary");
                    }
                    events.add(event(content, key));
                }
                default -> {}
            }
        }
        return events;
    }

    /** A message of one data section and nothing else. */
    static IncomingEvent of(byte[] body) {
        var bare = ByteBuffer.allocate(DATA_HEAD + body.length)
                .put(EncodedValue.DESCRIBED)
                .put(EncodedValue.SMALL_ULONG)
                .put((byte) DATA)
                .put(BINARY)
                .putInt(body.length)
                .put(body)
                .flip();
        return new IncomingEvent(NOTHING, Annotations.NONE, bare, new Stamp(null, null));
    }

    private static IncomingEvent event(ByteBuffer message, @Nullable String envelopeKey) throws MalformedMessage {
        var header = NOTHING;
        var annotations = Annotations.NONE;
        var bare = message.limit();
        for (var at = 0; at < message.limit(); ) {
            var end = EncodedValue.end(message, at);
            switch (section(message, at)) {
                case HEADER -> header = message.slice(at, end - at);
                case DELIVERY_ANNOTATIONS -> {}
                case MESSAGE_ANNOTATIONS -> annotations = Annotations.read(message, EncodedValue.end(message, at + 1));
                default -> bare = Math.min(bare, at);
            }
            at = end;
        }
        var key = annotations.partitionKey() == null ? envelopeKey : annotations.partitionKey();
        return new IncomingEvent(
                header, annotations, message.slice(bare, message.limit() - bare), new Stamp(key, null));
    }

    private static int section(ByteBuffer in, int at) throws MalformedMessage {
        if (in.get(at) == EncodedValue.DESCRIBED && at + 2 < in.limit()) {
            if (in.get(at + 1) == EncodedValue.SMALL_ULONG) {
                return in.get(at + 2) & 0xff;
            }
            if (in.get(at + 1) == EncodedValue.ULONG && at + 9 < in.limit()) {
                return (int) in.getLong(at + 2);
            }
        }
        throw new MalformedMessage("a message is made of sections");
    }

    IncomingEvent from(String publisher) {
        return new IncomingEvent(header, annotations, bare, new Stamp(publisher, publisher));
    }

    @Override
    public int maxSize() {
        return header.remaining()
                + annotations.encoded().remaining()
                + bare.remaining()
                + ANNOTATIONS_SIZE
                + size(stamp.partitionKey())
                + size(stamp.publisher());
    }

    @Override
    public void write(ByteBuffer out, Place place) {
        out.put(header.duplicate());
        out.put(EncodedValue.DESCRIBED).put(EncodedValue.SMALL_ULONG).put((byte) MESSAGE_ANNOTATIONS);
        out.put((byte) 0xd1);
        var map = out.position();
        var pairs = annotations.pairs() + 3;
        out.position(map + 8);
        EncodedValue.symbol(out, SEQUENCE);
        out.put((byte) 0x81).putLong(place.sequence());
        EncodedValue.symbol(out, OFFSET);
        EncodedValue.string(out, ascii(Long.toString(place.offset())));
        EncodedValue.symbol(out, TIME);
        out.put((byte) 0x83).putLong(place.time());
        pairs += pair(out, PARTITION_KEY, stamp.partitionKey());
        pairs += pair(out, PUBLISHER, stamp.publisher());
        out.put(annotations.encoded().duplicate());
        out.putInt(map, out.position() - map - 4).putInt(map + 4, pairs * 2);
        out.put(bare.duplicate());
    }

    private static int pair(ByteBuffer out, byte[] name, @Nullable String value) {
        if (value == null) {
            return 0;
        }
        EncodedValue.symbol(out, name);
        EncodedValue.string(out, value.getBytes(StandardCharsets.UTF_8));
        return 1;
    }

    private static int size(@Nullable String text) {
        return text == null ? 0 : text.length() * 3;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
