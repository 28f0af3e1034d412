package io.signalbeam.functions.access;

import java.util.Locale;
import java.util.Optional;

/** What a person may do in a tenant, each including the ones before it. The names are the API's. */
public enum Role {
    Viewer,
    Operator,
    Admin;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** Providers write roles in their own case. */
    public static Optional<Role> parse(String text) {
        for (var role : values()) {
            if (role.name().equals(text) || role.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
