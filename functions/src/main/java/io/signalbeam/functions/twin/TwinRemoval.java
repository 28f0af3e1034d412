package io.signalbeam.functions.twin;

import io.signalbeam.shared.id.DeviceId;

/** The end of twins, for devices that are no more; throws as {@link TwinStore} does. */
@FunctionalInterface
public interface TwinRemoval {

    /** For good; what is not there is deleted. */
    void delete(DeviceId device);
}
