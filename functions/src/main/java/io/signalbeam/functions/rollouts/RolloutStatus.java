package io.signalbeam.functions.rollouts;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where a rollout stands. The words are those of the HTTP API; what may follow what is declared here and nowhere else,
 * and {@code docs/rollouts.md} is drawn from it. What belongs to each is in {@link RolloutState}.
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
            // Only when somebody asks for it: to try its failed devices again, or to go back.
            case Failed -> EnumSet.of(Running, RollingBack);
            case Succeeded, RolledBack, Cancelled -> EnumSet.noneOf(RolloutStatus.class);
        };
    }

    /** Whether the engine has nothing to do with it any more. */
    public boolean ended() {
        return this == Failed || next().isEmpty();
    }

    /** Whether devices may have been asked for the version, and more may be. */
    public boolean underWay() {
        return this == Running || this == Paused || this == RollingBack;
    }

    /** Statuses from which this one may be reached, by name, for the condition of an update. */
    List<String> before() {
        return Arrays.stream(values())
                .filter(status -> status.next().contains(this))
                .map(Enum::name)
                .toList();
    }
}
