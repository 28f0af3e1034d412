package io.signalbeam.local.eventhubs.amqp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ends of AMQP 1.0 values (section 1.6) without decoding them: events pass through as the bytes they came as.
 */
final class EncodedValue {
    static final byte DESCRIBED = 0x00;
    static final byte SMALL_ULONG = 0x53;
    static final byte ULONG = (byte) 0x80;

    private EncodedValue() {}

    /** The index after the value that starts at an index. */
    static int end(ByteBuffer in, int at) throws MalformedMessage {
        try {
            var value = at;
            while (in.get(value) == DESCRIBED) {
                value = plainEnd(in, value + 1);
            }
            var end = plainEnd(in, value);
            if (end <= at || end > in.limit()) {
                throw new MalformedMessage("a value runs beyond the end");
            }
            return end;
        } catch (IndexOutOfBoundsException e) {
            throw new MalformedMessage("a value is cut short");
        }
    }

    /** The high half of a constructor says how wide the value is. */
    private static int plainEnd(ByteBuffer in, int at) throws MalformedMessage {
        return at
                + 1
                + switch ((in.get(at) & 0xf0) >> 4) {
                    case 0x4 -> 0;
                    case 0x5 -> 1;
                    case 0x6 -> 2;
                    case 0x7 -> 4;
                    case 0x8 -> 8;
                    case 0x9 -> 16;
                    case 0xa, 0xc, 0xe -> 1 + (in.get(at + 1) & 0xff);
                    case 0xb, 0xd, 0xf -> 4 + size(in, at + 1);
                    default -> throw new MalformedMessage("no value starts with 0x%02x".formatted(in.get(at)));
                };
    }

    private static int size(ByteBuffer in, int at) throws MalformedMessage {
        var size = in.getInt(at);
        if (size < 0 || size > in.limit()) {
            throw new MalformedMessage("a value is larger than its message");
        }
        return size;
    }

    /** The content of a string, symbol or binary; null for anything else. */
    static @Nullable ByteBuffer content(ByteBuffer in, int at) throws MalformedMessage {
        var head = switch (in.get(at) & 0xf0) {
            case 0xa0 -> 2;
            case 0xb0 -> 5;
            default -> 0;
        };
        return head == 0 ? null : in.slice(at + head, end(in, at) - at - head);
    }

    static @Nullable String text(ByteBuffer in, int at) throws MalformedMessage {
        var content = content(in, at);
        return content == null ? null : StandardCharsets.UTF_8.decode(content).toString();
    }

    static void symbol(ByteBuffer out, byte[] ascii) {
        out.put((byte) 0xa3).put((byte) ascii.length).put(ascii);
    }

    static void string(ByteBuffer out, byte[] utf8) {
        if (utf8.length < 256) {
            out.put((byte) 0xa1).put((byte) utf8.length).put(utf8);
        } else {
            out.put((byte) 0xb1).putInt(utf8.length).put(utf8);
        }
    }
}
