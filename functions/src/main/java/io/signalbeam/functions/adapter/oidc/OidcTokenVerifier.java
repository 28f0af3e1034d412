package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accepts signed JWTs of the configured issuers only; which key and algorithm count is never the token's choice. */
public final class OidcTokenVerifier implements TokenVerifier {
    /** Longer than any provider's, short enough to be no burden. */
    private static final int MAX_CHARACTERS = 16_384;

    private final Map<String, IssuerKeys> issuers;

    public OidcTokenVerifier(List<Issuer> issuers) {
        this.issuers = issuers.stream()
                .map(IssuerKeys::new)
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
            return Outcome.done(claims(keys.issuer(), keys.processor().process(signed, null)));
        } catch (ParseException e) {
            return refused("The token is not a JWT.");
        } catch (ExpiredJWTException e) {
            return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_EXPIRED, "The token has expired."));
        } catch (BadJOSEException e) {
            return refused("The token is not accepted: " + e.getMessage());
        } catch (KeySourceException e) {
            throw new TransientFailure("The keys of the token's issuer cannot be read", e);
        } catch (JOSEException e) {
            return refused("The token's signature cannot be checked.");
        }
    }

    private static <T> Outcome<T> refused(String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(ErrorCode.TOKEN_INVALID, detail));
    }

    private static Claims claims(Issuer issuer, JWTClaimsSet set) {
        return new Claims(
                issuer.issuer(),
                set.getSubject(),
                text(set.getClaim("name")),
                text(set.getClaim("email")),
                text(set.getClaim(issuer.tenantClaim())),
                roles(set.getClaim(issuer.rolesClaim())));
    }

    private static @Nullable String text(@Nullable Object claim) {
        return claim instanceof String text && !text.isBlank() ? text : null;
    }

    /** Entra writes an array, some write one string with spaces, Zitadel an object whose keys are the roles. */
    private static List<String> roles(@Nullable Object claim) {
        return switch (claim) {
            case null -> List.of();
            case String text -> List.of(text.split(" "));
            case List<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case Map<?, ?> map -> map.keySet().stream().map(String::valueOf).toList();
            default -> List.of();
        };
    }
}
