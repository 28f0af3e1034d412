package io.signalbeam.functions.pipelines;

import io.signalbeam.functions.access.Credential;
import io.signalbeam.functions.access.IssuedTokens;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.access.TenantScope;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.IssuedToken;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Lets pipelines in, each within its trust as that is now. */
public final class PipelineTokens implements IssuedTokens {
    private final Transactions transactions;
    private final InstantSource clock;

    public PipelineTokens(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** As the audit trail names a pipeline. */
    static String actor(DeployTrust trust) {
        return "pipeline " + trust.name() + " (" + trust.source().repository() + ")";
    }

    @Override
    public Optional<Outcome<Person>> holder(String token) {
        return IssuedToken.parse(IssuedToken.Kind.PIPELINE, token).map(this::authenticate);
    }

    private Outcome<Person> authenticate(IssuedToken token) {
        return transactions
                .beforeTenant(tx -> TrustSql.tenantOfToken(tx, token.tokenId()))
                .map(tenant -> transactions
                        .inTenant(tenant.id(), tx -> TrustSql.token(tx, tenant.id(), token.tokenId()))
                        .filter(stored -> CredentialHash.parse(stored.secretHash())
                                .filter(hash -> hash.matches(token.secretBytes()))
                                .isPresent())
                        .map(stored -> checked(tenant, token.tokenId(), stored))
                        .orElseGet(PipelineTokens::unknown))
                .orElseGet(PipelineTokens::unknown);
    }

    private Outcome<Person> checked(TenantScope tenant, UUID id, TrustSql.Stored stored) {
        if (!clock.instant().isBefore(stored.expiresAt())) {
            return Outcome.refused(new Refusal.Unauthenticated(
                    ErrorCode.TOKEN_EXPIRED, "The token has expired: exchange a new one of the pipeline's."));
        }
        var trust = stored.trust();
        return Outcome.done(new Person(
                trust.source().issuer(),
                stored.subject(),
                actor(trust),
                null,
                tenant,
                Set.of(trust.role()),
                false,
                new Credential(
                        Credential.Kind.Pipeline,
                        id.toString(),
                        new Reach(Set.copyOf(trust.bundles()), Set.copyOf(trust.groups())))));
    }

    private static Outcome<Person> unknown() {
        return Outcome.refused(new Refusal.Unauthenticated(
                ErrorCode.TOKEN_INVALID, "There is no such token, or its deploy trust has changed."));
    }
}
