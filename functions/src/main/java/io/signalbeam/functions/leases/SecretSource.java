package io.signalbeam.functions.leases;

/**
 * Secrets by name. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when the vault does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses or has no such secret.
 */
@FunctionalInterface
public interface SecretSource {

    /** The newest version's value, at most five minutes old. */
    String read(String name);
}
