package io.signalbeam.functions.enrollment;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.audit.AuditTrail;
import io.signalbeam.functions.devices.Succession;
import io.signalbeam.functions.outcome.FieldErrors;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.page.Page;
import io.signalbeam.functions.page.Paged;
import io.signalbeam.functions.transaction.RevokeSql;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.EnrollmentToken;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.label.Labels;
import io.signalbeam.shared.validation.Validated;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes, lists and revokes enrollment tokens. */
public final class EnrollmentTokens {
    private static final int MAX_DESCRIPTION = 200;
    private static final int MAX_GROUPS = 20;
    private static final int MAX_USES = 100_000;
    private static final int MAX_HOURS = 8_760;
    private static final int DEFAULT_HOURS = 24;

    private final Transactions transactions;
    private final Succession succession;
    private final AuditTrail audit;
    private final InstantSource clock;

    public EnrollmentTokens(Transactions transactions, Succession succession, AuditTrail audit, InstantSource clock) {
        this.transactions = transactions;
        this.succession = succession;
        this.audit = audit;
        this.clock = clock;
    }

    public Paged<TokenView> list(TenantId tenant, Page page) {
        return transactions.inTenant(tenant, tx -> TokenSql.list(tx, tenant, page, clock.instant()));
    }

    /** The answer holds the secret, which is kept nowhere. */
    public Outcome<TokenView> create(Person person, TenantId tenant, NewToken wanted) {
        var errors = new FieldErrors()
                .length("description", wanted.description(), 0, MAX_DESCRIPTION)
                .size("groupIds", wanted.groupIds(), 0, MAX_GROUPS)
                .range("maxUses", wanted.maxUses(), 1, MAX_USES)
                .range("expiresInHours", wanted.expiresInHours(), 1, MAX_HOURS);
        if (Labels.of(wanted.labels(), "labels") instanceof Validated.Invalid<Labels> invalid) {
            errors.addAll(invalid.errors());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.inTenant(tenant, tx -> {
            var groups = TokenSql.staticGroups(tx, tenant, wanted.groupIds());
            for (int i = 0; i < wanted.groupIds().size(); i++) {
                if (!groups.contains(wanted.groupIds().get(i).value())) {
                    errors.add(
                            "groupIds[" + i + "]", "reference", "There is no group of this id with members by name.");
                }
            }
            var refusal = errors.refusal();
            if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
            }
            return Outcome.done(keep(tx, person, tenant, token(person, wanted, null, now)));
        });
    }

    /** A token with which one device, once, takes the place of this one. */
    public Outcome<TokenView> replacement(Person person, TenantId tenant, DeviceId device, Replacement wanted) {
        var refusal = new FieldErrors()
                .range("expiresInHours", wanted.expiresInHours(), 1, MAX_HOURS)
                .refusal();
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.inTenant(
                tenant,
                tx -> succession
                        .lock(tx, tenant, device)
                        .map(predecessor -> {
                            var token = new NewToken(
                                    "Replaces " + predecessor.name(), Map.of(), List.of(), 1, wanted.expiresInHours());
                            return Outcome.done(keep(tx, person, tenant, token(person, token, device, now)));
                        })
                        .orElseGet(() -> Outcome.notFound("device", device)));
    }

    /** @param expiresInHours 1 to 8,760; absent means 24 */
    public record Replacement(@Nullable Integer expiresInHours) {}

    private TokenView keep(Handle tx, Person person, TenantId tenant, TokenView made) {
        var secret = EnrollmentToken.random(made.id());
        TokenSql.insert(
                tx, tenant, made, CredentialHash.of(secret.secretBytes()).encoded());
        var details = new HashMap<String, Object>();
        details.put("description", made.description());
        details.put("expiresAt", made.expiresAt());
        var replaces = made.replaces();
        if (replaces != null) {
            details.put("replaces", replaces.toString());
        }
        audit.record(
                tx,
                tenant,
                person.actor(),
                "enrollment-token.create",
                "enrollment-token",
                made.id().toString(),
                details);
        return made.with(secret.text());
    }

    /** Doing it again changes nothing. */
    public Outcome<UUID> revoke(Person person, TenantId tenant, UUID id) {
        return transactions.inTenant(tenant, tx -> {
            if (RevokeSql.revoke(tx, RevokeSql.Table.ENROLLMENT_TOKENS, tenant, id, clock.instant())) {
                audit.record(
                        tx,
                        tenant,
                        person.actor(),
                        "enrollment-token.revoke",
                        "enrollment-token",
                        id.toString(),
                        Map.of());
                return Outcome.done(id);
            }
            return TokenSql.find(tx, tenant, id, clock.instant()).isPresent()
                    ? Outcome.done(id)
                    : Outcome.<UUID>notFound("enrollment token", id);
        });
    }

    private static TokenView token(Person person, NewToken wanted, @Nullable DeviceId replaces, Instant now) {
        return new TokenView(
                UuidV7.at(now),
                Objects.requireNonNullElse(wanted.description(), ""),
                wanted.labels(),
                wanted.groupIds(),
                wanted.maxUses(),
                0,
                now.plus(Duration.ofHours(Objects.requireNonNullElse(wanted.expiresInHours(), DEFAULT_HOURS))),
                null,
                now,
                person.actor(),
                TokenState.Usable,
                replaces,
                null);
    }
}
