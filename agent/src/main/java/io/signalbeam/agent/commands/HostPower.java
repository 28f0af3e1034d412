package io.signalbeam.agent.commands;

import java.time.Instant;
import java.util.Optional;

/** The machine's power. */
public interface HostPower {

    /** Why the cloud may not have the machine rebooted, as a sentence; empty when it may. */
    Optional<String> refusesReboot();

    /**
     * Asks the machine to go down and come up again; it may still be up when this returns.
     *
     * @throws io.signalbeam.agent.fault.PermanentFailure when it refuses
     */
    void reboot() throws InterruptedException;

    /** By the corrected clock, a second or two wrong. */
    Instant bootedAt();
}
