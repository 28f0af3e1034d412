package io.signalbeam.functions.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted access token says.
 *
 * @param tenant value of the issuer's tenant claim; null when the token has none
 * @param roles values of the issuer's roles claim that count in that tenant, as written
 * @param emailVerified whether the issuer vouches for {@code email}; only then may it open anything
 */
public record Claims(
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email,
        @Nullable String tenant,
        List<String> roles,
        boolean emailVerified) {

    public Claims {
        roles = List.copyOf(roles);
    }

    /** Of an issuer that does not vouch for mail addresses. */
    public Claims(
            String issuer,
            String subject,
            @Nullable String name,
            @Nullable String email,
            @Nullable String tenant,
            List<String> roles) {
        this(issuer, subject, name, email, tenant, roles, false);
    }

    /** The mail address, when the issuer vouches for it. */
    public @Nullable String verifiedEmail() {
        return emailVerified ? email : null;
    }
}
