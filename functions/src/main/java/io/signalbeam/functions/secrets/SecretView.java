package io.signalbeam.functions.secrets;

import java.time.Instant;

/**
 * A secret, as the API writes it: everything but its value.
 *
 * @param version how many values it has had
 * @param deviceCount devices whose desired state names it
 */
record SecretView(String name, int version, Instant createdAt, Instant updatedAt, String updatedBy, int deviceCount) {}
