package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Pending;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Updating;

import java.time.Instant;

/** The rules by which a rollout moves on, without any clock or store. */
final class Decider {
    private Decider() {}

    /**
     * The next thing to do. Whoever carries it out counts again and asks again, until the answer is to wait or the
     * rollout has ended; every other decision brings it closer to that.
     */
    static Decision decide(RolloutView rollout, Progress progress, Instant now) {
        return switch (rollout.status()) {
            case Draft, AwaitingApproval, Scheduled -> new Decision.Wait("It has not been started.");
            case Paused -> new Decision.Wait("It is paused.");
            case Succeeded, Failed, RolledBack, Cancelled -> new Decision.Wait("It has ended.");
            case RollingBack -> new Decision.Wait("It is being rolled back.");
            case Running -> running(rollout, progress, now);
        };
    }

    private static Decision running(RolloutView rollout, Progress progress, Instant now) {
        int pending = progress.count(Pending);
        if (pending > 0) {
            return new Decision.Release(pending);
        }
        var seenUntil = now.minus(rollout.deviceDeadline());
        if (progress.oldestSeen() != null && !progress.oldestSeen().isAfter(seenUntil)) {
            return new Decision.TimeOut(seenUntil);
        }
        int updating = progress.count(Updating);
        if (updating > 0) {
            return new Decision.Wait(
                    "%d of %d devices are updating; %d of them have not asked for their desired state yet."
                            .formatted(updating, progress.total(), progress.unseen()));
        }
        if (progress.failures() > 0) {
            return new Decision.Fail("%d of %d devices did not succeed: %s."
                    .formatted(progress.failures(), progress.total(), progress.failuresInWords()));
        }
        return new Decision.Succeed();
    }
}
