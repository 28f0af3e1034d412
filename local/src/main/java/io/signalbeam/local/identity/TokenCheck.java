package io.signalbeam.local.identity;

/** Whether a bearer token was issued by whom we trust, for this resource, and still holds. */
@FunctionalInterface
public interface TokenCheck {

    /**
     * Checks a token.
     *
     * @param resource the address the token must be for, such as {@code https://eventhubs.azure.net}; a slash at its
     *     end makes no difference
     */
    boolean verify(String token, String resource);
}
