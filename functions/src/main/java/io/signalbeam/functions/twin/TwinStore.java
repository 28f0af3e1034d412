package io.signalbeam.functions.twin;

import io.signalbeam.shared.id.DeviceId;
import java.util.Optional;

/**
 * Where twins are kept. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses.
 */
public interface TwinStore {

    Optional<Twin> read(DeviceId device);

    /**
     * Writes the twin unless a newer one is there ({@link Twin#notOlderThan}); any number may write at once. Answers the
     * newer one that was left in its place.
     */
    Optional<Twin> write(Twin twin);
}
