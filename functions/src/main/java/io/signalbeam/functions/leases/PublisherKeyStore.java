package io.signalbeam.functions.leases;

/**
 * Where the key in use is kept, as {@link PublisherKey} in JSON, never older than a moment. Throws
 * {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses or has none.
 */
public interface PublisherKeyStore {
    String read();

    void write(String key);
}
