package io.signalbeam.agent.commands;

import java.time.Instant;

/** The machine's power. */
public interface HostPower {

    /** Whether the machine's own policy lets the cloud reboot it. */
    boolean mayReboot();

    /**
     * Asks the machine to go down and come up again; it may still be up when this returns.
     *
     * @throws io.signalbeam.agent.fault.PermanentFailure when it refuses
     */
    void reboot() throws InterruptedException;

    /** By the corrected clock, a second or two wrong. */
    Instant bootedAt();
}
