package io.signalbeam.functions.live;

/** What of a tenant may have changed; on the wire by these names. Clients leave out what they do not know. */
public enum Topic {
    /** Devices: what they shall run, what they report, whether they are online; their commands. */
    Devices,
    /** Samples of devices. */
    Samples,
    Groups,
    /** Bundles, their versions, and artifacts. */
    Bundles,
    Rollouts,
    /** Alerts, their rules, silences and webhooks. */
    Alerts,
    ParkedEvents,
    EnrollmentTokens,
    /** The tenant itself: people, trusts, tokens, secrets, quotas. */
    Settings,
    Audit
}
