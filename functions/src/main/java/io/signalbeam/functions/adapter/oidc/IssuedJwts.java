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
import io.signalbeam.functions.settings.Settings.Issuer;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signed JWTs of the configured issuers only; which key and algorithm count is never the token's choice. */
final class IssuedJwts {
    /** Longer than any provider's, short enough to be no burden. */
    private static final int MAX_CHARACTERS = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(IssuedJwts.class);

    private final Map<String, IssuerKeys> issuers;
    private final String foreign;
    private final String notAccepted;

    /**
     * @param foreign what is told of a token of another issuer
     * @param notAccepted what is told of any other that is no good, whatever the reason
     */
    IssuedJwts(List<Issuer> issuers, InstantSource clock, String foreign, String notAccepted) {
        this.issuers = issuers.stream()
                .map(issuer -> new IssuerKeys(issuer, clock))
                .collect(Collectors.toUnmodifiableMap(keys -> keys.issuer().issuer(), Function.identity()));
        this.foreign = foreign;
        this.notAccepted = notAccepted;
    }

    /** @param read makes something of the claims of a token that is good, or refuses it all the same */
    <T> Outcome<T> verify(String token, BiFunction<Issuer, JWTClaimsSet, Outcome<T>> read) {
        if (token.length() > MAX_CHARACTERS) {
            return refused("The token is too long.");
        }
        try {
            if (!(JWTParser.parse(token) instanceof SignedJWT signed)) {
                return refused("The token is not signed.");
            }
            var claimed = signed.getJWTClaimsSet().getIssuer();
            var keys = claimed == null ? null : issuers.get(claimed);
            return keys == null
                    ? refused(foreign)
                    : read.apply(keys.issuer(), keys.processor().process(signed, null));
        } catch (ParseException e) {
            return refused("The token is not a JWT.");
        } catch (ExpiredJWTException e) {
            return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_EXPIRED, "The token has expired."));
        } catch (RateLimitReachedException e) {
            // The issuer's keys were read a moment ago, and this one was not among them.
            return refused(notAccepted);
        } catch (KeySourceException e) {
            throw new TransientFailure("The keys of the token's issuer cannot be read", e);
        } catch (BadJOSEException | JOSEException e) {
            // The library's words name what would have been accepted: they are for the log, not for who tries.
            LOG.debug("A token was refused", e);
            return refused(notAccepted);
        }
    }

    static <T> Outcome<T> refused(String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_INVALID, detail));
    }
}
