package io.signalbeam.local.eventhubs.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record on disk, big-endian: {@code int length, int crc32c, long sequence, long time, byte[] message}. The length
 * counts all that follows the checksum, and the checksum covers it.
 */
final class RecordFormat {
    static final int HEAD = 24;
    /** Larger is taken for a torn length. Messages are limited to 1 MiB long before they come here. */
    static final int MAX_LENGTH = 4 << 20;

    private static final int CHECKED_FROM = 8;

    private RecordFormat() {}

    static void write(ByteBuffer out, Entry entry, Place place) {
        var start = out.position();
        out.position(start + CHECKED_FROM);
        out.putLong(place.sequence()).putLong(place.time());
        entry.write(out, place);
        var length = out.position() - start - CHECKED_FROM;
        out.putInt(start, length);
        out.putInt(start + 4, checksum(out, start + CHECKED_FROM, length));
    }

    /** The size of the record that starts at an index, or -1 when what stands there cannot be one. */
    static int size(ByteBuffer in, int start) {
        var length = in.getInt(start);
        return length < HEAD - CHECKED_FROM || length > MAX_LENGTH ? -1 : length + CHECKED_FROM;
    }

    static boolean isWhole(ByteBuffer in, int start, int size) {
        return in.getInt(start + 4) == checksum(in, start + CHECKED_FROM, size - CHECKED_FROM);
    }

    private static int checksum(ByteBuffer bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes.slice(from, length));
        return (int) crc.getValue();
    }
}
