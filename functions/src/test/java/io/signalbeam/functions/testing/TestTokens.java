package io.signalbeam.functions.testing;

import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.access.TokenVerifier;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts the tokens that it has given out. What makes a real token good is tested with real ones. */
public final class TestTokens implements TokenVerifier {
    private final Map<String, Claims> tokens = new ConcurrentHashMap<>();

    public String issue(Claims claims) {
        var token = UUID.randomUUID().toString();
        tokens.put(token, claims);
        return token;
    }

    @Override
    public Outcome<Claims> verify(String token) {
        var claims = tokens.get(token);
        return claims == null
                ? Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_INVALID, "not given out here"))
                : Outcome.done(claims);
    }
}
