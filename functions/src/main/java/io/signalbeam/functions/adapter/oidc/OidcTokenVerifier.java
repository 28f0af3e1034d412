package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.signalbeam.functions.access.Claims;
import io.signalbeam.functions.access.TokenVerifier;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings.Issuer;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts signed JWTs of the configured issuers only; which key and algorithm count is never the token's choice. */
public final class OidcTokenVerifier implements TokenVerifier {
    /** Longer than any provider's, short enough to be no burden. */
    private static final int MAX_CHARACTERS = 16_384;

    private static final Set<String> ID_TOKEN_CLAIMS = Set.of("nonce", "at_hash", "c_hash", "s_hash");
    private static final String NOT_ACCEPTED =
            "Its signature, type, audience or times are not those of an access token for this API.";
    private static final Logger LOG = LoggerFactory.getLogger(OidcTokenVerifier.class);

    private final Map<String, IssuerKeys> issuers;

    public OidcTokenVerifier(List<Issuer> issuers) {
        this(issuers, InstantSource.system());
    }

    OidcTokenVerifier(List<Issuer> issuers, InstantSource clock) {
        this.issuers = issuers.stream()
                .map(issuer -> new IssuerKeys(issuer, clock))
                .collect(Collectors.toUnmodifiableMap(keys -> keys.issuer().issuer(), Function.identity()));
    }

    @Override
    public Outcome<Claims> verify(String token) {
        if (token.length() > MAX_CHARACTERS) {
            return refused("The token is too long.");
        }
        try {
            if (!(JWTParser.parse(token) instanceof SignedJWT signed)) {
                return refused("The token is not signed.");
            }
            var claimed = signed.getJWTClaimsSet().getIssuer();
            var keys = claimed == null ? null : issuers.get(claimed);
            if (keys == null) {
                return refused("The token's issuer is not one of those accepted here.");
            }
            var claims = keys.processor().process(signed, null);
            return isIdToken(claims)
                    ? refused("This is an ID token, which tells the web app who signed in. Send the access token.")
                    : Outcome.done(TokenClaims.read(keys.issuer(), claims));
        } catch (ParseException e) {
            return refused("The token is not a JWT.");
        } catch (ExpiredJWTException e) {
            return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_EXPIRED, "The token has expired."));
        } catch (RateLimitReachedException e) {
            // The issuer's keys were read a moment ago, and this one was not among them.
            return refused(NOT_ACCEPTED);
        } catch (KeySourceException e) {
            throw new TransientFailure("The keys of the token's issuer cannot be read", e);
        } catch (BadJOSEException | JOSEException e) {
            // The library's words name what would have been accepted: they are for the log, not for who tries.
            LOG.debug("A token was refused", e);
            return refused(NOT_ACCEPTED);
        }
    }

    /**
     * Whether it was made for the client and not for the API. OpenID Connect Core gives ID tokens claims that no access
     * token has (§2 and §3.3.2.11), and some providers say it in {@code typ}.
     */
    private static boolean isIdToken(JWTClaimsSet claims) {
        return ID_TOKEN_CLAIMS.stream().anyMatch(claims.getClaims()::containsKey)
                || "ID".equals(claims.getClaim("typ"));
    }

    private static <T> Outcome<T> refused(String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_INVALID, detail));
    }
}
