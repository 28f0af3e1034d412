package io.signalbeam.shared.id;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits. */
public final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Where the last 64 bits begin in the text. */
    private static final int HALF = 19;

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
        long high = 0;
        long low = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            // Read here, because UUID.fromString takes groups of other lengths, and signs in them.
            int digit = c <= 'f' ? Character.digit(c, 16) : -1;
            if (dash ? c != '-' : digit < 0) {
                throw new IllegalArgumentException("not a UUID at character " + (i + 1));
            }
            if (dash) {
                continue;
            }
            if (i < HALF) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return new UUID(high, low);
    }
}
