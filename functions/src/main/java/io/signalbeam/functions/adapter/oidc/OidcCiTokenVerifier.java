package io.signalbeam.functions.adapter.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.pipelines.CiClaims;
import io.signalbeam.functions.pipelines.CiTokenVerifier;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.settings.Settings.Issuer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** GitHub's OpenID Connect tokens for workflow runs, of the configured issuers and for our audience only. */
public final class OidcCiTokenVerifier implements CiTokenVerifier {
    private static final int MAX_ID = 256;

    private final IssuedJwts tokens;

    public OidcCiTokenVerifier(Settings.Pipelines settings) {
        this.tokens = new IssuedJwts(
                settings.issuers().stream()
                        // A run has neither tenant nor roles: the trust says both.
                        .map(issuer -> new Issuer(issuer, settings.audience(), "", ""))
                        .toList(),
                InstantSource.system(),
                "The token's issuer is not one of those accepted for pipelines.",
                "Its signature, type, audience or times are not those of a run's token for this installation.");
    }

    @Override
    public Outcome<CiClaims> verify(String token) {
        return tokens.verify(token, OidcCiTokenVerifier::claims);
    }

    private static Outcome<CiClaims> claims(Issuer issuer, JWTClaimsSet set) {
        var id = set.getJWTID();
        var subject = set.getSubject();
        var expires = set.getExpirationTime();
        var repository = text(set, "repository");
        if (id == null || id.isBlank() || id.length() > MAX_ID || subject == null || expires == null) {
            return IssuedJwts.refused("The token lacks jti, sub or exp.");
        }
        if (repository == null) {
            return IssuedJwts.refused("The token lacks repository: it is none of a workflow's.");
        }
        return Outcome.done(new CiClaims(
                issuer.issuer(),
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
}
