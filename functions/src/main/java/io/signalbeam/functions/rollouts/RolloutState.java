package io.signalbeam.functions.rollouts;

import java.time.Instant;

/** Where a rollout stands, with what belongs to that and to nothing else. */
public sealed interface RolloutState {

    /** No device has been asked for anything. */
    sealed interface Unstarted extends RolloutState {}

    /** The engine has nothing to do with it any more. */
    sealed interface Ended extends RolloutState {}

    record Draft() implements Unstarted {}

    record AwaitingApproval() implements Unstarted {}

    record Scheduled(Instant at) implements Unstarted {}

    /** @param wave counted from 0; those before it have come through */
    record Running(int wave, Phase phase) implements RolloutState {}

    /** @param from where it goes on when it is resumed */
    record Paused(String reason, Running from) implements RolloutState {}

    record RollingBack(String reason) implements RolloutState {}

    record Succeeded() implements Ended {}

    /**
     * @param wave where it would go on when its failed devices are tried again
     * @param goingBack whether it failed to go back, and would try that again
     */
    record Failed(String reason, int wave, boolean goingBack) implements Ended {}

    record RolledBack(String reason) implements Ended {}

    record Cancelled(String reason) implements Ended {}

    /** What a wave is at. */
    sealed interface Phase {

        /** Nothing of it happens before somebody says so. */
        record AwaitingApproval() implements Phase {}

        record Updating() implements Phase {}

        /** Enough of its devices have succeeded; it is watched. */
        record Soaking(Instant until) implements Phase {}
    }

    default RolloutStatus status() {
        return switch (this) {
            case Draft ignored -> RolloutStatus.Draft;
            case AwaitingApproval ignored -> RolloutStatus.AwaitingApproval;
            case Scheduled ignored -> RolloutStatus.Scheduled;
            case Running ignored -> RolloutStatus.Running;
            case Paused ignored -> RolloutStatus.Paused;
            case RollingBack ignored -> RolloutStatus.RollingBack;
            case Succeeded ignored -> RolloutStatus.Succeeded;
            case Failed ignored -> RolloutStatus.Failed;
            case RolledBack ignored -> RolloutStatus.RolledBack;
            case Cancelled ignored -> RolloutStatus.Cancelled;
        };
    }
}
