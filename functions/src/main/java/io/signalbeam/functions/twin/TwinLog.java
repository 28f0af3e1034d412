package io.signalbeam.functions.twin;

import io.signalbeam.shared.id.DeviceId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The log of what was written to a {@link TwinStore}. Throws as that does. */
public interface TwinLog {

    /**
     * The devices whose twins were written after a place in the log.
     *
     * @param place as an earlier answer gave it; null for none yet: then nothing was written, and the place is now
     */
    Changes since(@Nullable String place);

    /**
     * What was written.
     *
     * @param devices each at least; one may be named again by the next answer
     * @param place up to which that is all
     */
    record Changes(Set<DeviceId> devices, String place) {
        public Changes {
            devices = Set.copyOf(devices);
        }
    }
}
