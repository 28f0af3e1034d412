package io.signalbeam.functions.rollouts;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where one device of a rollout stands. The words are those of the HTTP API; what may follow what is declared here and
 * nowhere else, and {@code docs/rollouts.md} is drawn from it.
 */
public enum RolloutDeviceStatus {
    /** Not asked yet. */
    Pending("not asked yet"),
    /** Its desired state holds the new version; the device has not said how it went. */
    Updating("its desired state holds the new version, and it has not said how it went"),
    Succeeded("reports the new version running"),
    Failed("gave the new version up, and said why"),
    TimedOut("saw the new version and did not come to an end within the deadline"),
    Skipped("decommissioned meanwhile"),
    Superseded("an assignment that beats the rollout says otherwise"),
    Cancelled("left as it was when the rollout was cancelled"),
    RolledBack("went back to what it ran before");

    private final String meaning;

    RolloutDeviceStatus(String meaning) {
        this.meaning = meaning;
    }

    public Set<RolloutDeviceStatus> next() {
        return switch (this) {
            case Pending -> EnumSet.of(Updating, Skipped, Superseded, Cancelled);
            case Updating -> EnumSet.of(Succeeded, Failed, TimedOut, Skipped, Superseded, Cancelled, RolledBack);
            case Succeeded, Failed, TimedOut -> EnumSet.of(RolledBack);
            case Skipped, Superseded, Cancelled, RolledBack -> EnumSet.noneOf(RolloutDeviceStatus.class);
        };
    }

    /** Whether the rollout waits for it no longer. */
    public boolean ended() {
        return this != Pending && this != Updating;
    }

    /** Whether its end keeps the rollout from succeeding. */
    public boolean counts() {
        return switch (this) {
            case Failed, TimedOut, Cancelled, RolledBack -> true;
            case Pending, Updating, Succeeded, Skipped, Superseded -> false;
        };
    }

    public String meaning() {
        return meaning;
    }

    /** Statuses from which this one may be reached, by name, for the condition of an update. */
    List<String> before() {
        return Arrays.stream(values())
                .filter(status -> status.next().contains(this))
                .map(Enum::name)
                .toList();
    }
}
