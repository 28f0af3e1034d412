package io.signalbeam.functions.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.pipelines.DeployTrust.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrustMatchTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final String MAIN = "refs/heads/main";

    @Test
    void takes_a_push_to_the_branch() {
        assertThat(TrustMatch.problem(onBranch(MAIN), push("octo/app", MAIN))).isEmpty();
    }

    @Test
    void takes_a_job_in_the_environment() {
        var claims = claims("octo/app", "7", MAIN, "prod", "push", "repo:octo/app:environment:prod");
        assertThat(TrustMatch.problem(inEnvironment("prod"), claims)).isEmpty();
        assertThat(TrustMatch.problem(onBranch(MAIN), claims)).isEmpty();
        var colon = claims("octo/app", "7", MAIN, "eu:prod", "push", "repo:octo/app:environment:eu%3Aprod");
        assertThat(TrustMatch.problem(inEnvironment("eu:prod"), colon)).isEmpty();
    }

    @Test
    void wants_both_when_both_are_named() {
        var trusted = new Source(ISSUER, "octo/app", null, MAIN, "prod");
        assertThat(TrustMatch.problem(trusted, push("octo/app", MAIN))).isPresent();
        assertThat(TrustMatch.problem(
                        trusted,
                        claims("octo/app", "7", "refs/heads/x", "prod", "push", "repo:octo/app:environment:prod")))
                .isPresent();
        assertThat(TrustMatch.problem(
                        trusted, claims("octo/app", "7", MAIN, "prod", "push", "repo:octo/app:environment:prod")))
                .isEmpty();
    }

    @Test
    void refuses_other_repositories_branches_environments_and_issuers() {
        assertThat(TrustMatch.problem(onBranch(MAIN), push("octo/app2", MAIN))).isPresent();
        assertThat(TrustMatch.problem(onBranch(MAIN), push("evil/app", MAIN))).isPresent();
        assertThat(TrustMatch.problem(onBranch(MAIN), push("Octo/app", MAIN))).isPresent();
        assertThat(TrustMatch.problem(onBranch(MAIN), push("octo/app", "refs/heads/next")))
                .isPresent();
        assertThat(TrustMatch.problem(onBranch(MAIN), push("octo/app", "refs/tags/main")))
                .isPresent();
        assertThat(TrustMatch.problem(inEnvironment("prod"), push("octo/app", MAIN)))
                .isPresent();
        assertThat(TrustMatch.problem(
                        new Source("https://ghe.example", "octo/app", null, MAIN, null), push("octo/app", MAIN)))
                .isPresent();
    }

    @Test
    void refuses_another_repository_that_has_taken_the_name() {
        var trusted = new Source(ISSUER, "octo/app", "7", MAIN, null);
        assertThat(TrustMatch.problem(trusted, push("octo/app", MAIN))).isEmpty();
        assertThat(TrustMatch.problem(
                        trusted, claims("octo/app", "8", MAIN, null, "push", "repo:octo/app:ref:" + MAIN)))
                .isPresent();
        assertThat(TrustMatch.problem(
                        trusted, claims("octo/app", null, MAIN, null, "push", "repo:octo/app:ref:" + MAIN)))
                .isPresent();
    }

    @Test
    void refuses_pull_requests_even_where_the_branch_would_fit() {
        for (var event : new String[] {"pull_request", "pull_request_target"}) {
            assertThat(TrustMatch.problem(
                            onBranch(MAIN), claims("octo/app", "7", MAIN, null, event, "repo:octo/app:ref:" + MAIN)))
                    .isPresent();
        }
        assertThat(TrustMatch.problem(
                        onBranch("refs/heads/*"),
                        claims("octo/app", "7", "refs/pull/1/merge", null, null, "repo:octo/app:pull_request")))
                .isPresent();
    }

    @Test
    void refuses_a_subject_that_says_something_else() {
        for (var subject : new String[] {
            "repo:octo/app:pull_request",
            "repo:evil/app:ref:refs/heads/main",
            "repo:octo/app:ref:refs/heads/main2",
            "repo:octo/app:environment:prod",
            "octo/app",
            ""
        }) {
            assertThat(TrustMatch.problem(onBranch(MAIN), claims("octo/app", "7", MAIN, null, "push", subject)))
                    .as(subject)
                    .isPresent();
        }
    }

    private static Source onBranch(String ref) {
        return new Source(ISSUER, "octo/app", null, ref, null);
    }

    private static Source inEnvironment(String environment) {
        return new Source(ISSUER, "octo/app", null, null, environment);
    }

    private static CiClaims push(String repository, String ref) {
        return claims(repository, "7", ref, null, "push", "repo:" + repository + ":ref:" + ref);
    }

    private static CiClaims claims(
            String repository,
            @Nullable String repositoryId,
            String ref,
            @Nullable String environment,
            @Nullable String event,
            String subject) {
        return new CiClaims(
                ISSUER,
                subject,
                "jti",
                Instant.EPOCH,
                repository,
                repositoryId,
                ref,
                environment,
                event,
                new CiClaims.Run(null, null, null, null));
    }
}
