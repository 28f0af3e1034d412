package io.signalbeam.functions.tenants;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.access.TenantScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who asks, as the API shows it. */
record Me(
        String subject,
        String issuer,
        @Nullable String name,
        @Nullable String email,
        List<Role> roles,
        boolean platformAdministrator,
        @Nullable TenantScope tenant) {

    static Me of(Person person) {
        return new Me(
                person.subject(),
                person.issuer(),
                person.name(),
                person.email(),
                person.roles().stream().sorted().toList(),
                person.platformAdministrator(),
                person.tenant());
    }
}
