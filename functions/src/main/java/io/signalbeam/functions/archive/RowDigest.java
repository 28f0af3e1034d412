package io.signalbeam.functions.archive;

import io.signalbeam.shared.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** SHA-256 over rows and their order: of what was read from the table, and of what a file gives back. */
final class RowDigest {
    private final MessageDigest digest = Sha256.digest();
    private final ByteBuffer word = ByteBuffer.allocate(17);
    private long rows;

    void add(@Nullable Object[] row) {
        rows++;
        for (var value : row) {
            word.clear();
            switch (value) {
                case null -> word.put((byte) 0);
                case UUID uuid ->
                    word.put((byte) 1).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
                case Long whole -> word.put((byte) 2).putLong(whole);
                case Double number -> word.put((byte) 3).putDouble(number);
                case String text -> {
                    var bytes = text.getBytes(StandardCharsets.UTF_8);
                    digest.update(word.put((byte) 4).putInt(bytes.length).flip());
                    digest.update(bytes);
                    word.clear();
                }
                default -> throw new IllegalArgumentException("no value of an archived row: " + value.getClass());
            }
            digest.update(word.flip());
        }
    }

    long rows() {
        return rows;
    }

    /** Hexadecimal; nothing can be added any more. */
    String finish() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
