package io.signalbeam.functions.tenants;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;

/** A tenant as the API shows it. */
public record TenantView(TenantId id, String name, String displayName, Instant createdAt, List<Issuer> issuers) {

    public record Issuer(String issuer, String claimValue) {}

    /** All of them: there are as many as customers, which is few. */
    public record Listing(List<TenantView> items) {}
}
