package io.signalbeam.functions.commands;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.UUID;

/**
 * What commands gave that no report has room for. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when the
 * store does not answer and {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses, or has no such output.
 */
public interface CommandOutputs {
    /** Of one output, in UTF-8. */
    int MAX_BYTES = 1_000_000;

    /**
     * Where an output lies.
     *
     * @param command its id
     */
    record Place(TenantId tenant, DeviceId device, UUID command) {}

    /** Writes over what is there. */
    void keep(Place place, byte[] text);

    byte[] read(Place place);

    /** What is not there is deleted. */
    void delete(Place place);
}
