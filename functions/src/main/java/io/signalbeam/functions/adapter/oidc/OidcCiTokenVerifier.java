package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.pipelines.CiClaims;
import io.signalbeam.functions.pipelines.CiTokenVerifier;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.settings.Settings.Issuer;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accepts GitHub's OpenID Connect tokens for workflow runs, of the configured issuers and for our audience only. */
public final class OidcCiTokenVerifier implements CiTokenVerifier {
    private static final int MAX_CHARACTERS = 16_384;
    private static final int MAX_ID = 256;

    private final Map<String, IssuerKeys> issuers;

    public OidcCiTokenVerifier(Settings.Pipelines settings) {
        this.issuers = settings.issuers().stream()
                // A run has neither tenant nor roles: the trust says both.
                .map(issuer -> new IssuerKeys(new Issuer(issuer, settings.audience(), "", ""), InstantSource.system()))
                .collect(Collectors.toUnmodifiableMap(keys -> keys.issuer().issuer(), Function.identity()));
    }

    @Override
    public Outcome<CiClaims> verify(String token) {
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
                return refused("The token's issuer is not one of those accepted for pipelines.");
            }
            return claims(keys.issuer().issuer(), keys.processor().process(signed, null));
        } catch (ParseException e) {
            return refused("The token is not a JWT.");
        } catch (ExpiredJWTException e) {
            return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_EXPIRED, "The token has expired."));
        } catch (BadJOSEException e) {
            return refused("The token is not accepted: " + e.getMessage());
        } catch (RateLimitReachedException e) {
            return refused("The token's key is not one of its issuer's.");
        } catch (KeySourceException e) {
            throw new TransientFailure("The keys of the token's issuer cannot be read", e);
        } catch (JOSEException e) {
            return refused("The token's signature cannot be checked.");
        }
    }

    private static Outcome<CiClaims> claims(String issuer, JWTClaimsSet set) {
        var id = set.getJWTID();
        var subject = set.getSubject();
        var expires = set.getExpirationTime();
        var repository = text(set, "repository");
        if (id == null || id.isBlank() || id.length() > MAX_ID || subject == null || expires == null) {
            return refused("The token lacks jti, sub or exp.");
        }
        if (repository == null) {
            return refused("The token lacks repository: it is none of a workflow's.");
        }
        return Outcome.done(new CiClaims(
                issuer,
                subject,
                id,
                expires.toInstant(),
                repository,
                text(set, "repository_id"),
                text(set, "ref"),
                text(set, "environment"),
                text(set, "event_name"),
                new CiClaims.Run(
                        text(set, "run_id"), text(set, "sha"), text(set, "actor"), text(set, "workflow_ref"))));
    }

    private static @Nullable String text(JWTClaimsSet set, String claim) {
        return set.getClaim(claim) instanceof String text && !text.isBlank() ? text : null;
    }

    private static <T> Outcome<T> refused(String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_INVALID, detail));
    }
}
