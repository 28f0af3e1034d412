package io.signalbeam.functions.pipelines;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted token of a pipeline provider says. The claims are those of GitHub's OpenID Connect tokens: "OpenID Connect
 * reference" in GitHub's documentation of Actions.
 *
 * @param jti unique to the token
 * @param repository {@code owner/name}
 * @param repositoryId the provider's number for it
 * @param ref {@code refs/heads/main}
 * @param environment the job's deployment environment; null when it has none
 * @param event what started the run: {@code push}
 * @param run number of the run, commit and person who started it: for the audit trail only
 */
public record CiClaims(
        String issuer,
        String subject,
        String jti,
        Instant expiresAt,
        String repository,
        @Nullable String repositoryId,
        @Nullable String ref,
        @Nullable String environment,
        @Nullable String event,
        Run run) {

    /** Where in the provider it happened; nothing is decided by it. */
    public record Run(
            @Nullable String id,
            @Nullable String commit,
            @Nullable String startedBy,
            @Nullable String workflow) {}
}
