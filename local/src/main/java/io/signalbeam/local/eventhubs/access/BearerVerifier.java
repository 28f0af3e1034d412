package io.signalbeam.local.eventhubs.access;

/** Says whether an OAuth bearer token is genuine and meant for Event Hubs. Its time of expiry is checked elsewhere. */
@FunctionalInterface
public interface BearerVerifier {
    /** Lets nobody in. */
    BearerVerifier NONE = token -> false;

    boolean isValid(String token);
}
