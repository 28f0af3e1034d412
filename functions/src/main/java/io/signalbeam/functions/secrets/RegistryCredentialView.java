package io.signalbeam.functions.secrets;

import java.time.Instant;

/**
 * A login at a registry, as the API writes it: everything but the password.
 *
 * @param version how many passwords it has had
 * @param deviceCount devices whose desired state pulls from there
 */
record RegistryCredentialView(
        String host,
        String username,
        int version,
        Instant createdAt,
        Instant updatedAt,
        String updatedBy,
        int deviceCount) {}
