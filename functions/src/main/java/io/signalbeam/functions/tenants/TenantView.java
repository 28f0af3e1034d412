package io.signalbeam.functions.tenants;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as the API shows it.
 *
 * @param departure null while it is active
 */
public record TenantView(
        TenantId id,
        String name,
        String displayName,
        Instant createdAt,
        List<Issuer> issuers,
        TenantState state,
        @Nullable Departure departure) {

    public record Issuer(String issuer, String claimValue) {}

    /** All of them: there are as many as customers, which is few. */
    public record Listing(List<TenantView> items) {}
}
