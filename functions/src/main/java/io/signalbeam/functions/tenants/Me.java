package io.signalbeam.functions.tenants;

import io.signalbeam.functions.access.Credential;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.access.TenantScope;
import io.signalbeam.shared.id.GroupId;
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
        @Nullable TenantScope tenant,
        MyCredential credential) {

    /**
     * What the caller was let in by, and what it reaches.
     *
     * @param bundles null for all
     * @param groups null for all
     */
    record MyCredential(
            Credential.Kind kind,
            String id,
            @Nullable List<String> bundles,
            @Nullable List<GroupId> groups) {

        static MyCredential of(Credential credential) {
            var bundles = credential.reach().bundles();
            var groups = credential.reach().groups();
            return new MyCredential(
                    credential.kind(),
                    credential.id(),
                    bundles == null ? null : bundles.stream().sorted().toList(),
                    groups == null ? null : groups.stream().sorted().toList());
        }
    }

    static Me of(Person person) {
        return new Me(
                person.subject(),
                person.issuer(),
                person.name(),
                person.email(),
                person.roles().stream().sorted().toList(),
                person.platformAdministrator(),
                person.tenant(),
                MyCredential.of(person.credential()));
    }
}
