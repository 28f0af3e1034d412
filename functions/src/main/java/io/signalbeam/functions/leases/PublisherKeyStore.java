package io.signalbeam.functions.leases;

/**
 * Where the keys in use are kept, each by the name of its secret, as {@link PublisherKey} in JSON, never older than a moment. Throws
 * {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses or has none.
 */
public interface PublisherKeyStore {
    String read(String secret);

    void write(String secret, String key);
}
