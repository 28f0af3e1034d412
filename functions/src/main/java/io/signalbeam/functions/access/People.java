package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.settings.Settings.PlatformAdministrator;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** Turns an {@code Authorization} header into a person. */
public final class People {
    private static final String SCHEME = "Bearer ";

    private final TokenVerifier tokens;
    private final TenantDirectory tenants;
    private final Settings.Access settings;

    public People(TokenVerifier tokens, TenantDirectory tenants, Settings settings) {
        this.tokens = tokens;
        this.tenants = tenants;
        this.settings = settings.access();
    }

    public Outcome<Person> authenticate(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Outcome.refused(new Refusal.Unauthenticated(
                    ErrorCode.AUTHENTICATION_REQUIRED, "Send an access token: Authorization: Bearer …"));
        }
        return tokens.verify(authorization.substring(SCHEME.length()).strip()).map(this::person);
    }

    private Person person(Claims claims) {
        var claim = claims.tenant();
        var membership = claim == null
                ? null
                : tenants.find(claims.issuer(), claim, claims.subject()).orElse(null);
        var roles = EnumSet.noneOf(Role.class);
        // Roles count in a tenant only: without one they would be nobody's.
        if (membership != null) {
            claims.roles().forEach(text -> Role.parse(text).ifPresent(roles::add));
            if (membership.role() != null) {
                roles.add(membership.role());
            }
        }
        return new Person(
                claims.issuer(),
                claims.subject(),
                claims.name(),
                claims.email(),
                membership == null ? null : membership.tenant(),
                roles,
                settings.platformAdministrators()
                        .contains(new PlatformAdministrator(claims.issuer(), claims.subject())));
    }
}
