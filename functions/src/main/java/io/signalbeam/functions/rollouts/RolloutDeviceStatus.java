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
    Pending("not asked yet"),
    Updating("its desired state holds the version to go to, or back to, and it has not said how it went"),
    Succeeded("reports the new version running"),
    Failed("gave the version up, and said why"),
    TimedOut("saw the version and did not come to an end within the deadline"),
    Skipped("decommissioned meanwhile, or no longer in the group"),
    Superseded("an assignment, or a rollout of higher priority, says otherwise"),
    Cancelled("left as it was when the rollout ended early"),
    RolledBack("went back to what it ran before");

    private final String meaning;

    RolloutDeviceStatus(String meaning) {
        this.meaning = meaning;
    }

    public Set<RolloutDeviceStatus> next() {
        return switch (this) {
            case Pending -> EnumSet.of(Updating, Skipped, Superseded, Cancelled);
            case Updating -> EnumSet.of(Succeeded, Failed, TimedOut, Skipped, Superseded, Cancelled, RolledBack);
            // Failed: it was given up after all, while others were still to follow. Updating: it is asked to go back.
            case Succeeded -> EnumSet.of(Failed, Updating, Skipped, Superseded, RolledBack);
            // Pending: somebody asked for another try.
            case Failed, TimedOut -> EnumSet.of(Pending, Updating, Skipped, Superseded, RolledBack);
            // When its rollout had failed, and is tried again; a rollout that was cancelled never is.
            case Cancelled -> EnumSet.of(Pending);
            case Skipped, Superseded, RolledBack -> EnumSet.noneOf(RolloutDeviceStatus.class);
        };
    }

    /** Whether the rollout waits for it no longer. */
    public boolean ended() {
        return this != Pending && this != Updating;
    }

    /** Whether it was given up. */
    public boolean failure() {
        return this == Failed || this == TimedOut;
    }

    /** Whether it says anything about the version; what left the rollout says nothing. */
    public boolean counts() {
        return switch (this) {
            case Pending, Updating, Succeeded, Failed, TimedOut, RolledBack -> true;
            case Skipped, Superseded, Cancelled -> false;
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
