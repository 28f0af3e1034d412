package io.signalbeam.functions.parking;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where parked events lie. Port. Every method throws {@link io.signalbeam.functions.outcome.TransientFailure} when the
 * store does not answer.
 */
public interface ParkingStore {

    /** Returns once each lies there for good. What has its name already is left as it is. */
    void keep(List<ParkedDocument> documents);

    /** The document of that name, or null. */
    @Nullable ParkedDocument read(String blob);

    /** Those that are not there count as deleted. */
    void delete(Collection<String> blobs);
}
