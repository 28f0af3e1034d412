package io.signalbeam.functions.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody, or a pipeline, whose bearer token was accepted.
 *
 * @param tenant null for platform administrators who belong to none
 * @param roles in that tenant
 * @param credential what let them in, and what that may touch
 */
public record Person(
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email,
        @Nullable TenantScope tenant,
        Set<Role> roles,
        boolean platformAdministrator,
        Credential credential) {

    public Person {
        roles = Set.copyOf(roles);
    }

    /** Somebody who has signed in. */
    public Person(
            String issuer,
            String subject,
            @Nullable String name,
            @Nullable String email,
            @Nullable TenantScope tenant,
            Set<Role> roles,
            boolean platformAdministrator) {
        this(issuer, subject, name, email, tenant, roles, platformAdministrator, Credential.signIn(issuer, subject));
    }

    public Reach reach() {
        return credential.reach();
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
