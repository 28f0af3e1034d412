package io.signalbeam.shared.id;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits. */
public final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** What a character counts for as a hexadecimal digit, or −1; none is beyond {@code f}. */
    private static final byte[] DIGITS = digits();

    private UuidV7() {}

    public static UUID random() {
        return at(Instant.now());
    }

    /** A UUIDv7 whose time part is the given instant, to the millisecond. */
    public static UUID at(Instant time) {
        var random = new byte[10];
        RANDOM.nextBytes(random);
        long high = (time.toEpochMilli() << 16) | 0x7000L | ((random[0] & 0x0fL) << 8) | (random[1] & 0xffL);
        long low = 0;
        for (int i = 2; i < 10; i++) {
            low = (low << 8) | (random[i] & 0xffL);
        }
        return new UUID(high, (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    /** When a UUIDv7 was made, to the millisecond; of another version's it says nothing. */
    public static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /**
     * Reads the canonical 36-character form, of any version.
     *
     * @throws IllegalArgumentException on anything else, the abbreviated forms of {@link UUID#fromString} included
     */
    public static UUID parse(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("not a UUID: it has " + text.length() + " characters, not 36");
        }
        // Read here, because UUID.fromString takes groups of other lengths, and signs in them.
        long high = group(text, 0, 8) << 32 | group(text, 9, 13) << 16 | group(text, 14, 18);
        long low = group(text, 19, 23) << 48 | group(text, 24, 36);
        return new UUID(high, low);
    }

    /** The digits of [from, to), behind which a dash or the end must come. */
    private static long group(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < DIGITS.length ? DIGITS[c] : -1;
            if (digit < 0) {
                throw notOne(i);
            }
            value = value << 4 | digit;
        }
        if (to < text.length() && text.charAt(to) != '-') {
            throw notOne(to);
        }
        return value;
    }

    private static IllegalArgumentException notOne(int at) {
        return new IllegalArgumentException("not a UUID at character " + (at + 1));
    }

    private static byte[] digits() {
        var digits = new byte['f' + 1];
        for (int c = 0; c < digits.length; c++) {
            digits[c] = (byte) Character.digit(c, 16);
        }
        return digits;
    }
}
