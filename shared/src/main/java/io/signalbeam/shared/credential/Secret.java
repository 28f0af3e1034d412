package io.signalbeam.shared.credential;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** 256 random bits as base64url without padding: 43 characters, of which only the canonical spelling is read. */
final class Secret {
    static final int LENGTH = 43;
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secret() {}

    static String random() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(BYTES));
    }

    static byte[] randomBytes(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static Optional<byte[]> decode(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            // The last character has two spare bits, which a second spelling of the same secret could hide in.
            return bytes.length == BYTES
                            && Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(bytes)
                                    .equals(text)
                    ? Optional.of(bytes)
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    static byte[] require(String text) {
        return decode(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("a secret is 43 characters of base64url, for 32 bytes"));
    }

    static boolean isLowerHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static UUID uuid(String hex) {
        return new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }

    /**
     * Cuts {@code <prefix><id>_<secret>} by position, because the secret may hold {@code _} itself.
     *
     * @return the id and the secret
     */
    static Optional<String[]> split(String text, String prefix, int idLength) {
        int secretAt = prefix.length() + idLength + 1;
        if (text.length() != secretAt + LENGTH || !text.startsWith(prefix) || text.charAt(secretAt - 1) != '_') {
            return Optional.empty();
        }
        var parts = new String[] {text.substring(prefix.length(), secretAt - 1), text.substring(secretAt)};
        return isLowerHex(parts[0]) && decode(parts[1]).isPresent() ? Optional.of(parts) : Optional.empty();
    }
}
