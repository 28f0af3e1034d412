package io.signalbeam.local.cosmos;

import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.identity.TokenCheck;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks who asks: the account's key (<a
 * href="https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources">master-key signature</a>)
 * or an Entra ID token for the account's address.
 */
record Authorization(String accountKey, TokenCheck tokens, Clock clock) {
    private static final Pattern FORM = Pattern.compile("type=(master|aad)&ver=1\\.0&sig=(.+)");
    private static final Duration SKEW = Duration.ofMinutes(15);

    void check(Request request, Target target) throws Refused {
        var header = request.header("authorization");
        if (header == null) {
            throw unauthorized("Required Header authorization is missing.");
        }
        var form = FORM.matcher(decoded(header));
        if (!form.matches()) {
            throw unauthorized("The authorization header has a wrong form.");
        }
        var good = form.group(1).equals("master")
                ? signed(request, target, form.group(2))
                : tokens.verify(form.group(2), resource(request));
        if (!good) {
            throw unauthorized("The input authorization token can't serve the request.");
        }
    }

    private boolean signed(Request request, Target target, String signature) throws Refused {
        var date = request.header("x-ms-date");
        if (date == null) {
            throw unauthorized("x-ms-date is missing.");
        }
        try {
            var at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
            if (Duration.between(at, clock.instant()).abs().compareTo(SKEW) > 0) {
                throw new Refused(403, 0, "Forbidden", "The authorization token is not valid at the current time.");
            }
        } catch (DateTimeException e) {
            throw unauthorized("x-ms-date is no date.");
        }
        return MessageDigest.isEqual(
                signature(request.method(), target, date, accountKey).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    /** The header's value for a request that is signed with the account's key. */
    static String masterKey(String method, Target target, String date, String accountKey) {
        return URLEncoder.encode(
                "type=master&ver=1.0&sig=" + signature(method, target, date, accountKey), StandardCharsets.UTF_8);
    }

    private static String signature(String method, Target target, String date, String accountKey) {
        var text = method.toLowerCase(Locale.ROOT) + "\n" + target.type() + "\n" + target.link() + "\n"
                + date.toLowerCase(Locale.ROOT) + "\n\n";
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(accountKey), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token is for the account's address without its port, as the SDK asks for it. */
    private static String resource(Request request) {
        var host = request.header("host");
        return (request.secure() ? "https://" : "http://") + (host == null ? "" : host.replaceFirst(":\\d+$", ""));
    }

    private static String decoded(String header) {
        try {
            // A plus sign is part of base64 where the header came without encoding.
            return URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return header;
        }
    }

    private static Refused unauthorized(String message) {
        return new Refused(401, 0, "Unauthorized", message);
    }
}
