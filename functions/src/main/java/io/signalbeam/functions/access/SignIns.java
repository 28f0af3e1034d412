package io.signalbeam.functions.access;

import java.util.Set;

/** Is told of everybody who comes with an access token of an OpenID provider. */
@FunctionalInterface
public interface SignIns {

    /** @param claimed the roles that the token itself gives, without those given by name */
    void seen(Person person, Set<Role> claimed);
}
