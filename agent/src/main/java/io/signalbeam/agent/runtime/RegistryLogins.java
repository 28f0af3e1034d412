package io.signalbeam.agent.runtime;

import io.signalbeam.shared.credential.RegistryLogin;
import java.util.Optional;

/** Who this device is at registries of images. */
@FunctionalInterface
public interface RegistryLogins {
    /** Nobody anywhere. */
    RegistryLogins NONE = domain -> Optional.empty();

    /**
     * @param domain as {@code ImageReference} has it
     * @return empty where images are pulled without a login
     * @throws io.signalbeam.agent.fault.TransientFailure when there is one that cannot be had now
     */
    Optional<RegistryLogin> at(String domain) throws InterruptedException;
}
