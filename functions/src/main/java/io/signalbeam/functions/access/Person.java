package io.signalbeam.functions.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose access token was accepted.
 *
 * @param tenant null for platform administrators who belong to none
 * @param roles in that tenant
 */
public record Person(
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email,
        @Nullable TenantScope tenant,
        Set<Role> roles,
        boolean platformAdministrator) {

    public Person {
        roles = Set.copyOf(roles);
    }

    public boolean has(Role role) {
        return roles.stream().anyMatch(own -> own.includes(role));
    }

    /** As audit and {@code createdBy} name them: the mail address, else the name, else the subject. */
    public String actor() {
        if (email != null) {
            return email;
        }
        return name != null ? name : subject;
    }
}
