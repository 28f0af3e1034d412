package io.signalbeam.functions.rollouts;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where a rollout stands. The words are those of the HTTP API; what may follow what is declared here and nowhere else,
 * and {@code docs/rollouts.md} is drawn from it.
 */
public enum RolloutStatus {
    Draft,
    AwaitingApproval,
    Scheduled,
    Running,
    Paused,
    RollingBack,
    Succeeded,
    Failed,
    RolledBack,
    Cancelled;

    public Set<RolloutStatus> next() {
        return switch (this) {
            case Draft -> EnumSet.of(AwaitingApproval, Scheduled, Running, Cancelled);
            case AwaitingApproval -> EnumSet.of(Scheduled, Running, Cancelled);
            case Scheduled -> EnumSet.of(Running, Cancelled);
            case Running -> EnumSet.of(Paused, RollingBack, Succeeded, Failed, Cancelled);
            case Paused -> EnumSet.of(Running, RollingBack, Cancelled);
            case RollingBack -> EnumSet.of(RolledBack, Failed);
            case Succeeded, Failed, RolledBack, Cancelled -> EnumSet.noneOf(RolloutStatus.class);
        };
    }

    public boolean ended() {
        return next().isEmpty();
    }

    /** Statuses from which this one may be reached, by name, for the condition of an update. */
    List<String> before() {
        return Arrays.stream(values())
                .filter(status -> status.next().contains(this))
                .map(Enum::name)
                .toList();
    }
}
