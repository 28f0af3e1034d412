package io.signalbeam.local.eventhubs.access;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;

/** Decides what a token is good for. */
public final class TokenCheck {
    private final List<Policy> policies;
    private final BearerVerifier bearer;

    /** What came out. */
    public sealed interface Verdict {}

    public record Accepted(Grant grant) implements Verdict {}

    public record Refused(String why) implements Verdict {}

    public TokenCheck(List<Policy> policies, BearerVerifier bearer) {
        this.policies = List.copyOf(policies);
        this.bearer = bearer;
    }

    /** @param audience what the client wants to use it for; a token for less is refused */
    public Verdict check(String token, EntityPath audience, Instant now) {
        var verdict = SasToken.parse(token)
                .map(sas -> check(sas, audience))
                .orElseGet(() -> checkBearer(token.startsWith("Bearer ") ? token.substring(7) : token, audience));
        return verdict instanceof Accepted(var grant) && !now.isBefore(grant.expires())
                ? new Refused("ExpiredToken: the token expired at " + grant.expires())
                : verdict;
    }

    private Verdict check(SasToken sas, EntityPath audience) {
        var policy = policies.stream()
                .filter(candidate -> candidate.name().equals(sas.policy()))
                .findFirst();
        if (policy.isEmpty() || !isSigned(sas, policy.get().keys())) {
            return new Refused("InvalidSignature: the token has an invalid signature.");
        }
        if (!sas.resource().covers(audience)) {
            return new Refused(
                    "InvalidAudience: a token for '%s' is not good for '%s'.".formatted(sas.resource(), audience));
        }
        return new Accepted(new Grant(audience, policy.get().rights(), sas.expires()));
    }

    private static boolean isSigned(SasToken sas, PolicyKeys keys) {
        return sas.isSignedWith(keys.primary()) || sas.isSignedWith(keys.secondary());
    }

    private Verdict checkBearer(String token, EntityPath audience) {
        if (!bearer.isValid(token)) {
            return new Refused("InvalidToken: the token is not valid here.");
        }
        try {
            var expires = JWTParser.parse(token).getJWTClaimsSet().getExpirationTime();
            return expires == null
                    ? new Refused("InvalidToken: the token never expires.")
                    : new Accepted(new Grant(audience, EnumSet.allOf(Right.class), expires.toInstant()));
        } catch (ParseException e) {
            return new Refused("InvalidToken: " + e.getMessage());
        }
    }
}
