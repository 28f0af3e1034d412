package io.signalbeam.functions.access;

import io.signalbeam.functions.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/** Turns an {@code X-API-Key} header into a device, without the relational database. */
public interface DeviceDoor {

    Outcome<AuthenticatedDevice> authenticate(@Nullable String apiKey);
}
