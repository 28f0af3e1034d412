package io.signalbeam.functions.tokens;

import io.signalbeam.functions.access.Credential;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.groups.GroupReferences;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.RevokeSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.IssuedToken;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Makes, lists and revokes personal access tokens. */
final class AccessTokens {
    private static final int MOST_USABLE = 50;

    private final Transactions transactions;
    private final AuditTrail audit;
    private final PersonalTokens owners;
    private final InstantSource clock;

    AccessTokens(Transactions transactions, AuditTrail audit, PersonalTokens owners, InstantSource clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.owners = owners;
        this.clock = clock;
    }

    /** One's own; an administrator sees everybody's. */
    Paged<AccessToken> list(Person person, TenantId tenant, Page page) {
        var owner = person.has(Role.Admin) ? null : Owner.of(person);
        return transactions.inTenant(tenant, tx -> AccessTokenSql.list(tx, tenant, owner, page, clock.instant()));
    }

    Outcome<AccessToken> create(Person person, TenantId tenant, NewAccessToken wish) {
        if (person.credential().kind() != Credential.Kind.SignIn) {
            // Otherwise whoever has stolen a token could have one that never ends.
            return Outcome.refused(new Refusal.Forbidden(
                    ErrorCode.SIGN_IN_REQUIRED, "A token cannot make another one: sign in for that."));
        }
        var problem = wish.problems().refusal();
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        if (!person.has(wish.roleOrLeast())) {
            return Outcome.refused(new Refusal.Forbidden(
                    ErrorCode.ROLE_REQUIRED, "A token cannot have a higher role than you have yourself."));
        }
        return transactions.inTenant(tenant, tx -> create(tx, person, tenant, wish));
    }

    private Outcome<AccessToken> create(Handle tx, Person person, TenantId tenant, NewAccessToken wish) {
        var missing = GroupReferences.missing(tx, tenant, Objects.requireNonNullElse(wish.groups(), List.of()))
                .refusal();
        if (missing.isPresent()) {
            return Outcome.refused(missing.get());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var owner = Owner.of(person);
        owners.keep(tx, tenant, person, now);
        if (AccessTokenSql.usable(tx, tenant, owner, now) >= MOST_USABLE) {
            return Outcome.conflict(
                    ErrorCode.CONFLICT, "You have " + MOST_USABLE + " tokens that are good; revoke one first.");
        }
        var secret = IssuedToken.random(IssuedToken.Kind.PERSONAL, UuidV7.at(now));
        var expires = now.plus(Duration.ofDays(wish.expiresInDays()));
        var token = new AccessToken(
                secret.tokenId(),
                wish.name(),
                owner,
                wish.roleOrLeast(),
                wish.bundles(),
                wish.groups(),
                now,
                expires,
                null,
                null,
                TokenState.Usable,
                null);
        AccessTokenSql.insert(
                tx, tenant, token, CredentialHash.of(secret.secretBytes()).encoded());
        audit.record(
                tx,
                person,
                "access-token.create",
                "access-token",
                token.id().toString(),
                Map.of("name", token.name(), "role", token.role(), "expiresAt", expires));
        return Outcome.done(token.with(secret.text()));
    }

    /** One's own, or as an administrator anybody's. Done as well when it was revoked before. */
    Outcome<UUID> revoke(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            var found = AccessTokenSql.find(tx, tenant, id, clock.instant())
                    .map(AccessTokenSql.Stored::token)
                    .filter(token -> token.owner().is(person) || person.has(Role.Admin));
            if (found.isEmpty()) {
                return Outcome.notFound("access token", id);
            }
            if (RevokeSql.revoke(tx, RevokeSql.Table.ACCESS_TOKENS, tenant, id, clock.instant())) {
                audit.record(
                        tx,
                        person,
                        "access-token.revoke",
                        "access-token",
                        id.toString(),
                        Map.of("name", found.get().name()));
            }
            return Outcome.done(id);
        });
    }
}
