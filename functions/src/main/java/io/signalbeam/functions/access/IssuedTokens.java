package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.Outcome;
import java.util.Optional;

/** Turns a bearer token that this API gave out itself into whoever holds it. */
@FunctionalInterface
public interface IssuedTokens {

    /** Empty when the text has not the form of any token of ours; refused when it has, but is not good. */
    Optional<Outcome<Person>> holder(String token);
}
