package io.signalbeam.functions.pipelines;

import io.signalbeam.functions.access.Origin;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.IssuedToken;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Gives a pipeline, for its provider's token, one of ours that is good for a quarter of an hour: OAuth 2.0 Token Exchange (RFC
 * 8693). The {@code audience} names the deploy trust. Each token of the provider is good once.
 */
final class ExchangeToken {
    static final Duration LIFE = Duration.ofMinutes(15);
    /** Nobody's token for a run is good for longer, and each is remembered until it ends. */
    private static final Duration LONGEST_SUBJECT_TOKEN = Duration.ofHours(1);
    /** More than what the verifier allows clocks to differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** So many refusals of a trust go into the audit trail in so long. */
    private static final int MOST_TOLD = 10;

    private static final Duration TOLD = Duration.ofMinutes(1);

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String TYPE = "urn:ietf:params:oauth:token-type:";
    private static final String ACCESS_TOKEN = TYPE + "access_token";

    private final CiTokenVerifier verifier;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final InstantSource clock;

    ExchangeToken(CiTokenVerifier verifier, Transactions transactions, AuditTrail audit, InstantSource clock) {
        this.verifier = verifier;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** The parameters of RFC 8693 §2.1 that count here; null where one was not sent. */
    record Request(
            @Nullable String grantType,
            @Nullable String audience,
            @Nullable String subjectToken,
            @Nullable String subjectTokenType,
            @Nullable String requestedTokenType) {

        /** Without the token, so that one in a log is harmless. */
        @Override
        public String toString() {
            return "Request[grantType=" + grantType + ", audience=" + audience + "]";
        }
    }

    Exchange exchange(Request request) {
        if (!GRANT.equals(request.grantType())) {
            return new Exchange.Denied("unsupported_grant_type", "grant_type is " + GRANT + ".");
        }
        var type = request.subjectTokenType();
        if (!(TYPE + "jwt").equals(type) && !(TYPE + "id_token").equals(type)) {
            return Exchange.Denied.request("subject_token_type is " + TYPE + "jwt.");
        }
        if (request.requestedTokenType() != null && !ACCESS_TOKEN.equals(request.requestedTokenType())) {
            return Exchange.Denied.request("requested_token_type is " + ACCESS_TOKEN + ".");
        }
        var trust = trustId(request.audience());
        if (trust.isEmpty()) {
            return Exchange.Denied.request("audience is the id of a deploy trust.");
        }
        var token = request.subjectToken();
        if (token == null) {
            return Exchange.Denied.request("subject_token is missing.");
        }
        return switch (verifier.verify(token)) {
            case Outcome.Done<CiClaims>(CiClaims claims) -> exchange(trust.get(), claims);
            case Outcome.Refused<CiClaims>(Refusal refusal) ->
                refuse(
                        trust.get(),
                        Exchange.Denied.request(
                                refusal instanceof Refusal.Unauthenticated(var code, String detail)
                                        ? detail
                                        : "The subject_token is not accepted."));
        };
    }

    /** A token that proves nothing, so that all there is to tell is which trust it was tried at. */
    private Exchange refuse(UUID trustId, Exchange.Denied denied) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        transactions
                .beforeTenant(tx -> TrustSql.tenantOfTrust(tx, trustId))
                .ifPresent(tenant -> transactions.<Boolean>inTenant(tenant, tx -> {
                    note(tx, tenant, trustId, "nobody", Map.of(), denied, now);
                    return true;
                }));
        return denied;
    }

    /** What was refused at one of the tenant's trusts; not all of it where somebody tries without end. */
    private void note(
            Handle tx,
            TenantId tenant,
            UUID trustId,
            String actor,
            Map<String, Object> claims,
            Exchange.Denied denied,
            Instant now) {
        if (TrustSql.refusals(tx, tenant, trustId, now.minus(TOLD)) < MOST_TOLD) {
            var details = new TreeMap<>(claims);
            details.put("reason", denied.description());
            audit.record(tx, tenant, actor, TrustSql.REFUSE, "deploy-trust", trustId.toString(), details);
        }
    }

    private Exchange exchange(UUID trustId, CiClaims claims) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions
                .beforeTenant(tx -> TrustSql.tenantOfTrust(tx, trustId))
                .map(tenant -> transactions.inTenant(
                        tenant,
                        tx -> TrustSql.find(tx, tenant, trustId)
                                .map(trust -> grantOrNote(tx, tenant, trust, claims, now))
                                .orElseGet(ExchangeToken::unknown)))
                .orElseGet(ExchangeToken::unknown);
    }

    private Exchange grantOrNote(Handle tx, TenantId tenant, DeployTrust trust, CiClaims claims, Instant now) {
        var origin = Origin.current().with("ci-token:" + claims.issuer() + "#" + claims.subject());
        return origin.during(() -> {
            var answer = grant(tx, tenant, trust, claims, now);
            if (answer instanceof Exchange.Denied denied) {
                note(tx, tenant, trust.id(), "pipeline of " + claims.repository(), details(claims), denied, now);
            }
            return answer;
        });
    }

    private Exchange grant(Handle tx, TenantId tenant, DeployTrust trust, CiClaims claims, Instant now) {
        if (claims.expiresAt().isAfter(now.plus(LONGEST_SUBJECT_TOKEN).plus(SKEW))) {
            return Exchange.Denied.request(
                    "The subject_token is good for longer than an hour, which no run's token is.");
        }
        if (claims.expiresAt().plus(SKEW).isBefore(now)) {
            // Also by the clock by which used tokens are forgotten.
            return Exchange.Denied.request("The subject_token has expired.");
        }
        var problem = TrustMatch.problem(trust.source(), claims);
        if (problem.isPresent()) {
            return Exchange.Denied.target(problem.get());
        }
        if (!TrustSql.use(tx, tenant, claims, claims.expiresAt().plus(SKEW), now)) {
            return Exchange.Denied.request("The subject_token was used before; each is good once.");
        }
        TrustSql.forgetTokens(tx, tenant, now);
        var token = IssuedToken.random(IssuedToken.Kind.PIPELINE, UuidV7.at(now));
        TrustSql.insertToken(
                tx,
                tenant,
                token.tokenId(),
                trust.id(),
                claims.subject(),
                CredentialHash.of(token.secretBytes()).encoded(),
                now.plus(LIFE));
        var details = details(claims);
        details.put("token", token.tokenId());
        audit.record(
                tx,
                tenant,
                PipelineTokens.actor(trust),
                "deploy-trust.exchange",
                "deploy-trust",
                trust.id().toString(),
                details);
        return new Exchange.Granted(token.text(), ACCESS_TOKEN, "Bearer", LIFE.toSeconds(), scope(trust));
    }

    private static Map<String, Object> details(CiClaims claims) {
        var details =
                new TreeMap<String, Object>(Map.of("subject", claims.subject(), "repository", claims.repository()));
        Optional.ofNullable(claims.ref()).ifPresent(value -> details.put("ref", value));
        Optional.ofNullable(claims.run().id()).ifPresent(value -> details.put("run", value));
        Optional.ofNullable(claims.run().commit()).ifPresent(value -> details.put("commit", value));
        Optional.ofNullable(claims.run().startedBy()).ifPresent(value -> details.put("startedBy", value));
        Optional.ofNullable(claims.run().workflow()).ifPresent(value -> details.put("workflow", value));
        return details;
    }

    private static String scope(DeployTrust trust) {
        return Stream.concat(
                        trust.bundles().stream().map(bundle -> "bundle:" + bundle),
                        trust.groups().stream().map(group -> "group:" + group))
                .collect(Collectors.joining(" "));
    }

    private static Optional<UUID> trustId(@Nullable String audience) {
        try {
            return audience == null ? Optional.empty() : Optional.of(UuidV7.parse(audience));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Exchange unknown() {
        return Exchange.Denied.target("There is no such deploy trust.");
    }
}
