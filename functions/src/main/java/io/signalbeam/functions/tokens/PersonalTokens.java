package io.signalbeam.functions.tokens;

import io.signalbeam.functions.access.Credential;
import io.signalbeam.functions.access.IssuedTokens;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Reach;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.access.SignIns;
import io.signalbeam.functions.access.TenantScope;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.IssuedToken;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Lets scripts in by personal access tokens. A token never allows more than its owner may do: the role given by name counts
 * as it is now, the role from the provider's token as it was at the owner's last sign-in, and not at all once that is
 * {@value #REMEMBERED_DAYS} days ago.
 */
public final class PersonalTokens implements IssuedTokens, SignIns {
    static final int REMEMBERED_DAYS = 30;
    private static final Duration USED_EVERY = Duration.ofMinutes(1);
    private static final Duration SEEN_EVERY = Duration.ofMinutes(10);
    private static final int MOST_SEEN = 10_000;

    private final Transactions transactions;
    private final Set<String> issuers;
    private final InstantSource clock;
    /** What this instance has written of whom, so that not each request writes it again. */
    private final Map<Who, Written> written = new ConcurrentHashMap<>();

    public PersonalTokens(Transactions transactions, Settings settings, InstantSource clock) {
        this.transactions = transactions;
        this.issuers = settings.access().issuers().stream()
                .map(Settings.Issuer::issuer)
                .collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    private record Who(TenantId tenant, String issuer, String subject) {}

    private record Written(@Nullable Role claimed, Instant at) {}

    @Override
    public Optional<Outcome<Person>> holder(String token) {
        return IssuedToken.parse(IssuedToken.Kind.PERSONAL, token).map(this::authenticate);
    }

    @Override
    public void seen(Person person, Set<Role> claimed) {
        var tenant = person.tenant();
        if (tenant == null) {
            return;
        }
        var now = clock.instant();
        var role = highest(claimed);
        var who = new Who(tenant.id(), person.issuer(), person.subject());
        var before = written.get(who);
        // Another role than the one written last is written at once.
        if (before != null
                && Objects.equals(before.claimed(), role)
                && before.at().plus(SEEN_EVERY).isAfter(now)) {
            return;
        }
        transactions.inTenant(tenant.id(), tx -> {
            AccessTokenSql.seen(tx, tenant.id(), Owner.of(person), role, now);
            return who;
        });
        if (written.size() >= MOST_SEEN) {
            written.clear();
        }
        written.put(who, new Written(role, now));
    }

    private Outcome<Person> authenticate(IssuedToken token) {
        return transactions
                .beforeTenant(tx -> AccessTokenSql.tenantOf(tx, token.tokenId()))
                .map(tenant -> transactions.inTenant(tenant.id(), tx -> holder(tx, tenant, token)))
                .orElseGet(() -> refused(ErrorCode.TOKEN_INVALID, "There is no such token."));
    }

    private Outcome<Person> holder(Handle tx, TenantScope tenant, IssuedToken token) {
        var now = clock.instant();
        var found = AccessTokenSql.find(tx, tenant.id(), token.tokenId(), now)
                .filter(stored -> CredentialHash.parse(stored.secretHash())
                        .filter(hash -> hash.matches(token.secretBytes()))
                        .isPresent());
        if (found.isEmpty()) {
            return refused(ErrorCode.TOKEN_INVALID, "There is no such token.");
        }
        var stored = found.get();
        var view = stored.token();
        switch (view.state()) {
            case Revoked -> {
                return refused(ErrorCode.TOKEN_INVALID, "The token was revoked.");
            }
            case Expired -> {
                return refused(ErrorCode.TOKEN_EXPIRED, "The token has expired.");
            }
            case Usable -> {}
        }
        if (!issuers.contains(view.owner().issuer())) {
            return refused(ErrorCode.TOKEN_INVALID, "The provider of the token's owner is not accepted any more.");
        }
        var last = view.lastUsedAt();
        if (last == null || last.plus(USED_EVERY).isBefore(now)) {
            AccessTokenSql.used(tx, tenant.id(), view.id(), now);
        }
        return Outcome.done(person(tenant, stored, now));
    }

    private static Person person(TenantScope tenant, AccessTokenSql.Stored stored, Instant now) {
        var token = stored.token();
        var owner = token.owner();
        var bundles = token.bundles();
        var groups = token.groups();
        return new Person(
                owner.issuer(),
                owner.subject(),
                owner.name(),
                owner.email(),
                tenant,
                roles(stored, now),
                false,
                new Credential(
                        Credential.Kind.AccessToken,
                        token.id().toString(),
                        new Reach(
                                bundles == null ? null : Set.copyOf(bundles),
                                groups == null ? null : Set.copyOf(groups))));
    }

    private static Set<Role> roles(AccessTokenSql.Stored stored, Instant now) {
        var own = new HashSet<Role>();
        if (stored.named() != null) {
            own.add(stored.named());
        }
        if (stored.claimed() != null
                && stored.seenAt().plus(Duration.ofDays(REMEMBERED_DAYS)).isAfter(now)) {
            own.add(stored.claimed());
        }
        var most = highest(own);
        if (most == null) {
            return Set.of();
        }
        var asked = stored.token().role();
        return Set.of(most.includes(asked) ? asked : most);
    }

    /**
     * In the transaction that makes a token: from now on the owner's sign-ins are remembered. What the role by name does not
     * account for, the provider's token gave.
     */
    void keep(Handle tx, TenantId tenant, Person person, Instant now) {
        var owner = Owner.of(person);
        var named = AccessTokenSql.namedRole(tx, tenant, owner).orElse(null);
        var own = highest(person.roles());
        AccessTokenSql.keepOwner(tx, tenant, owner, own != null && own.equals(named) ? null : own, now);
        written.remove(new Who(tenant, owner.issuer(), owner.subject()));
    }

    private static @Nullable Role highest(Set<Role> roles) {
        return roles.stream().max(Role::compareTo).orElse(null);
    }

    private static Outcome<Person> refused(ErrorCode code, String detail) {
        return Outcome.refused(new Refusal.Unauthenticated(code, detail));
    }
}
