package io.signalbeam.local.cosmos;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Cosmos DB's resource ids: the SDK parses them, and addresses containers by them. */
final class Rids {
    private Rids() {}

    /** Four bytes; those of children begin with them. */
    static String database(int number) {
        return encode(ByteBuffer.allocate(4).putInt(number).array());
    }

    /** Eight bytes; the highest bit of the fifth tells a container from a user. */
    static String container(String database, int number) {
        return encode(ByteBuffer.allocate(8)
                .put(decode(database))
                .putInt(number | 0x8000_0000)
                .array());
    }

    /** Sixteen bytes, little-endian at the end, where the highest four bits 0 mean a document. */
    static String item(String container, long number) {
        return encode(ByteBuffer.allocate(16)
                .put(decode(container))
                .putLong(Long.reverseBytes(number & 0x0fff_ffff_ffffL))
                .array());
    }

    /** The database's id, of anything in it. */
    static String databaseOf(String rid) {
        return encode(Arrays.copyOf(decode(rid), 4));
    }

    /** The container's id, of an item's or of its own. */
    static String containerOf(String rid) {
        return encode(Arrays.copyOf(decode(rid), 8));
    }

    private static byte[] decode(String rid) {
        return Base64.getDecoder().decode(rid.replace('-', '/'));
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes).replace('/', '-');
    }
}
