package io.signalbeam.functions.secrets;

import io.signalbeam.shared.id.TenantId;

/**
 * Where values are kept, by name and version. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when it
 * does not answer and {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses, or has no such version.
 */
public interface SecretVault {

    /** Adds a version, and makes anew what was deleted under the name. Gives back how the vault calls the version. */
    String put(String name, String value);

    String read(String name, String version);

    /** Deletes every version; what is not there is deleted. */
    void delete(String name);

    /** Deletes secrets of a tenant, whatever they are for: those that have its id in their names. At most so many; answers how many. */
    int deleteOf(TenantId tenant, int atMost);
}
