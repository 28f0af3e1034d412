package io.signalbeam.functions.secrets;

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
}
