package io.signalbeam.functions.signing;

import java.util.Optional;

/**
 * Where the private keys are kept, as one text. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when it
 * does not answer and {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses.
 */
public interface KeyRingStore {

    /** What was written last; empty when nothing ever was. */
    Optional<String> read();

    void write(String ring);
}
