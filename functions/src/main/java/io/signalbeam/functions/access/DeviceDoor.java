package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.twin.DevicePass;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns an {@code X-API-Key} header into a device, without the relational database. */
public interface DeviceDoor {

    /** By its twin as it is now. */
    default Outcome<AuthenticatedDevice> authenticate(@Nullable String apiKey) {
        return authenticate(apiKey, pass -> false);
    }

    /**
     * By what is remembered of its twin, where that lets the device in and is enough for what it asks; by its twin as it is
     * now otherwise.
     *
     * @param enough whether a pass of some seconds ago will do
     */
    Outcome<AuthenticatedDevice> authenticate(@Nullable String apiKey, Predicate<DevicePass> enough);
}
