package io.signalbeam.functions.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the tenant that a token's claim stands for. */
public interface TenantDirectory {

    /**
     * @param claim value of the token's tenant claim
     * @param verifiedEmail for which the issuer vouches, and which an invitation may name; null when there is none
     */
    Optional<Membership> find(String issuer, String claim, String subject, @Nullable String verifiedEmail);

    /** @param role given to the person by name, beside those in the token */
    record Membership(TenantScope tenant, @Nullable Role role) {}
}
