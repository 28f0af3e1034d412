package io.signalbeam.functions.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the tenant that a token's claim stands for. */
public interface TenantDirectory {

    Optional<Membership> find(String issuer, String claim, String subject);

    /** @param role given to the person by name, beside those in the token */
    record Membership(TenantScope tenant, @Nullable Role role) {}
}
