package io.signalbeam.functions.testing;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.access.Role;
import io.signalbeam.functions.access.TenantScope;
import io.signalbeam.shared.id.TenantId;
import java.util.Set;

/** People who are let in, for tests of use cases. */
public final class People {
    private People() {}

    public static Person operator(TenantId tenant) {
        return new Person(
                "https://issuer", "ann", "Ann", null, new TenantScope(tenant, "t"), Set.of(Role.Operator), false);
    }
}
