package io.signalbeam.functions.pipelines;

import io.signalbeam.functions.pipelines.DeployTrust.Source;
import java.util.Optional;
import java.util.Set;

/** Whether a pipeline runs where a trust says. Pure. */
final class TrustMatch {
    /** Runs that anybody can start who may open a pull request. */
    private static final Set<String> STRANGERS_EVENTS = Set.of("pull_request", "pull_request_target");

    private TrustMatch() {}

    /** Why not, in words for whoever set it up; empty when it does. */
    static Optional<String> problem(Source trusted, CiClaims claims) {
        if (!trusted.issuer().equals(claims.issuer())) {
            return Optional.of("The token is another issuer's than the trust's.");
        }
        if (!trusted.repository().equals(claims.repository())) {
            return Optional.of("The trust is for another repository.");
        }
        if (trusted.repositoryId() != null && !trusted.repositoryId().equals(claims.repositoryId())) {
            return Optional.of("The trust is for an earlier repository of this name: its repository_id is another.");
        }
        if (claims.event() != null && STRANGERS_EVENTS.contains(claims.event())) {
            return Optional.of("A pull request is never trusted to deploy.");
        }
        var environment = trusted.environment();
        if (environment != null && !environment.equals(claims.environment())) {
            return Optional.of("The trust is for another environment.");
        }
        var ref = trusted.ref();
        if (ref != null && (claims.ref() == null || !new RefPattern(ref).matches(claims.ref()))) {
            return Optional.of("The trust is for other branches or tags.");
        }
        return subjectFits(claims)
                ? Optional.empty()
                : Optional.of("The token's subject does not say the same as its other claims.");
    }

    /**
     * The subject sums the claims up: {@code repo:<repository>:environment:<name>} for a job with an environment, else
     * {@code repo:<repository>:ref:<ref>}. A colon in a name is written {@code %3A}.
     */
    private static boolean subjectFits(CiClaims claims) {
        var environment = claims.environment();
        var rest = environment == null ? "ref:" + claims.ref() : "environment:" + environment.replace(":", "%3A");
        return claims.subject().equals("repo:" + claims.repository() + ":" + rest);
    }
}
