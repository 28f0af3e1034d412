package io.signalbeam.local.eventhubs.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A shared access signature:
 * {@code SharedAccessSignature sr=<resource>&sig=<HMAC-SHA256>&se=<seconds since 1970>&skn=<policy>}, each value URL
 * encoded. The encoded resource, a line feed and the expiry are what is signed.
 */
record SasToken(String encodedResource, byte[] signature, String expiry, String policy) {
    private static final String SCHEME = "SharedAccessSignature ";

    static Optional<SasToken> parse(String text) {
        if (!text.startsWith(SCHEME)) {
            return Optional.empty();
        }
        var fields = new HashMap<String, String>();
        for (var field : text.substring(SCHEME.length()).split("&", -1)) {
            var equals = field.indexOf('=');
            if (equals < 0 || fields.put(field.substring(0, equals), field.substring(equals + 1)) != null) {
                return Optional.empty();
            }
        }
        var resource = fields.get("sr");
        var signature = fields.get("sig");
        var expiry = fields.get("se");
        var policy = fields.get("skn");
        if (resource == null || signature == null || expiry == null || policy == null) {
            return Optional.empty();
        }
        try {
            decode(resource);
            Long.parseLong(expiry);
            return Optional.of(
                    new SasToken(resource, Base64.getDecoder().decode(decode(signature)), expiry, decode(policy)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isSignedWith(String key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            var expected = mac.doFinal((encodedResource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(expected, signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    EntityPath resource() {
        return EntityPath.of(decode(encodedResource));
    }

    /** A time beyond what an {@link Instant} can say is as good as for ever. */
    Instant expires() {
        return Instant.ofEpochSecond(Math.clamp(Long.parseLong(expiry), 0, 253_402_300_799L));
    }

    private static String decode(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
