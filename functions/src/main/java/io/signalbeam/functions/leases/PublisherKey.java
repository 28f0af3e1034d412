package io.signalbeam.functions.leases;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.shared.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of an Event Hubs policy.
 *
 * @param keyName of the policy
 * @param key one of its two, as Azure shows it
 */
record PublisherKey(String keyName, String key) {

    String text() {
        return Json.write(this);
    }

    // Comes from JSON: a component may be null whatever its type says.
    @SuppressWarnings("ConstantValue")
    static PublisherKey parse(String json) {
        try {
            var parsed = Json.lenient().readValue(json, PublisherKey.class);
            if (parsed == null || parsed.keyName() == null || parsed.key() == null) {
                throw new PermanentFailure("The vault's key of publishers lacks keyName or key");
            }
            return parsed;
        } catch (JsonProcessingException e) {
            // Without the cause, whose message would show the secret.
            throw new PermanentFailure("The vault's key of publishers is not {\"keyName\", \"key\"} in JSON");
        }
    }

    /**
     * A shared access signature (Event Hubs: "Authenticate access using shared access signatures").
     *
     * @param expires seconds since 1970
     */
    String sign(String resource, long expires) {
        var encoded = URLEncoder.encode(resource, StandardCharsets.UTF_8);
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signature = Base64.getEncoder()
                    .encodeToString(mac.doFinal((encoded + "\n" + expires).getBytes(StandardCharsets.UTF_8)));
            return "SharedAccessSignature sr=" + encoded + "&sig="
                    + URLEncoder.encode(signature, StandardCharsets.UTF_8) + "&se=" + expires + "&skn="
                    + URLEncoder.encode(keyName, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "PublisherKey[" + keyName + ", ***]";
    }
}
