package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.settings.Settings.PlatformAdministrator;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** Turns an {@code Authorization} header into a person: by a token of an OpenID provider, or by one given out here. */
public final class People {
    private static final String SCHEME = "Bearer ";

    private final TokenVerifier tokens;
    private final TenantDirectory tenants;
    private final IssuedTokens issued;
    private final SignIns signIns;
    private final Settings.Access settings;

    public People(
            TokenVerifier tokens, TenantDirectory tenants, IssuedTokens issued, SignIns signIns, Settings settings) {
        this.tokens = tokens;
        this.tenants = tenants;
        this.issued = issued;
        this.signIns = signIns;
        this.settings = settings.access();
    }

    public Outcome<Person> authenticate(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Outcome.refused(new Refusal.Unauthenticated(
                    ErrorCode.AUTHENTICATION_REQUIRED, "Send an access token: Authorization: Bearer …"));
        }
        var token = authorization.substring(SCHEME.length()).strip();
        return issued.holder(token).orElseGet(() -> tokens.verify(token).map(this::signedIn));
    }

    private Person signedIn(Claims claims) {
        var claim = claims.tenant();
        var membership = claim == null
                ? null
                : tenants.find(claims.issuer(), claim, claims.subject(), claims.verifiedEmail())
                        .orElse(null);
        // Roles count in a tenant only: without one they would be nobody's.
        var claimed = EnumSet.noneOf(Role.class);
        var roles = EnumSet.noneOf(Role.class);
        if (membership != null) {
            claims.roles().forEach(text -> Role.parse(text).ifPresent(claimed::add));
            roles.addAll(claimed);
            if (membership.role() != null) {
                roles.add(membership.role());
            }
        }
        var person = new Person(
                claims.issuer(),
                claims.subject(),
                claims.name(),
                claims.email(),
                membership == null ? null : membership.tenant(),
                roles,
                settings.platformAdministrators()
                        .contains(new PlatformAdministrator(claims.issuer(), claims.subject())));
        signIns.seen(person, claimed);
        return person;
    }
}
