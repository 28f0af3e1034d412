package io.signalbeam.functions.intake;

/** Why an event is parked; each a stable word on the wire. */
public enum Reason {
    /** It is no CloudEvent of a known type, or breaks its contract. */
    MALFORMED("malformed"),
    /** Its body is larger than {@link io.signalbeam.shared.telemetry.TelemetryEvent#MAX_BYTES}. */
    OVERSIZED("oversized"),
    /** It claims to come from another device than the one whose credential sent it. */
    FORGED_SOURCE("forged-source"),
    UNKNOWN_DEVICE("unknown-device"),
    /** Its device is disabled or decommissioned. */
    DEVICE_DISABLED("device-disabled"),
    /** Recorded more than five minutes after it was sent: the device's clock is wrong. */
    TIME_IN_FUTURE("time-in-future"),
    /** Recorded longer ago than rows are kept. */
    TOO_OLD("too-old"),
    /** The database refuses it for what it holds, and would each time. */
    UNSTORABLE("unstorable");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
