package io.signalbeam.functions.tenants;

import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of a new tenant.
 *
 * @param claimValue of the issuer's tenant claim in the tokens of its people
 */
public record NewTenant(String name, @Nullable String displayName, String issuer, String claimValue, FirstAdmin admin) {

    /** @param subject of the issuer's tokens */
    public record FirstAdmin(String subject, @Nullable String email) {}
}
