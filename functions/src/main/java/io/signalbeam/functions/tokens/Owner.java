package io.signalbeam.functions.tokens;

import io.signalbeam.functions.access.Person;
import org.jspecify.annotations.Nullable;

/** Whose token it is. */
record Owner(
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email) {

    static Owner of(Person person) {
        return new Owner(person.issuer(), person.subject(), person.name(), person.email());
    }

    boolean is(Person person) {
        return issuer.equals(person.issuer()) && subject.equals(person.subject());
    }
}
