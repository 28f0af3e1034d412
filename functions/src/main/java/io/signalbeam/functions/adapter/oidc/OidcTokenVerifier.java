package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.access.TokenVerifier;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.settings.Settings.Issuer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** People's access tokens. */
public final class OidcTokenVerifier implements TokenVerifier {
    private static final Set<String> ID_TOKEN_CLAIMS = Set.of("nonce", "at_hash", "c_hash", "s_hash");

    private final IssuedJwts tokens;

    public OidcTokenVerifier(List<Issuer> issuers) {
        this(issuers, InstantSource.system());
    }

    OidcTokenVerifier(List<Issuer> issuers, InstantSource clock) {
        this.tokens = new IssuedJwts(
                issuers,
                clock,
                "The token's issuer is not one of those accepted here.",
                "Its signature, type, audience or times are not those of an access token for this API.");
    }

    @Override
    public Outcome<Claims> verify(String token) {
        return tokens.verify(
                token,
                (issuer, claims) -> isIdToken(claims)
                        ? IssuedJwts.refused(
                                "This is an ID token, which tells the web app who signed in. Send the access token.")
                        : Outcome.done(TokenClaims.read(issuer, claims)));
    }

    /**
     * Whether it was made for the client and not for the API. OpenID Connect Core gives ID tokens claims that no access
     * token has (§2 and §3.3.2.11), and some providers say it in {@code typ}.
     */
    private static boolean isIdToken(JWTClaimsSet claims) {
        return ID_TOKEN_CLAIMS.stream().anyMatch(claims.getClaims()::containsKey)
                || "ID".equals(claims.getClaim("typ"));
    }
}
