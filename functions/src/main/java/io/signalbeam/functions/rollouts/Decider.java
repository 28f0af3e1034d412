package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Updating;

import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import io.signalbeam.shared.json.Json;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/** The rules by which a rollout moves on, without any clock or store. */
final class Decider {
    private static final EnumSet<RolloutDeviceStatus> FAILURES =
            EnumSet.of(RolloutDeviceStatus.Failed, RolloutDeviceStatus.TimedOut);

    private Decider() {}

    /**
     * The next thing to do. Whoever carries it out counts again and asks again, until the answer is to wait; every other
     * decision brings the rollout closer to that.
     */
    static Decision decide(RolloutView rollout, Progress progress, Instant now) {
        return switch (rollout.state()) {
            case RolloutState.Draft ignored -> new Decision.Wait("It is a draft, and waits to be started.");
            case RolloutState.AwaitingApproval ignored -> new Decision.Wait("It waits for an approval.");
            case RolloutState.Scheduled(Instant at) ->
                now.isBefore(at)
                        ? new Decision.Wait("It starts at " + Json.format(at) + ".")
                        : new Decision.Become(new Running(0, new Phase.Updating()));
            case Running running ->
                timeOut(rollout, progress, now)
                        .orElseGet(() -> new WaveRules(rollout, running, progress, now).decide());
            case RolloutState.Paused(String reason, Running ignored) ->
                timeOut(rollout, progress, now).orElseGet(() -> new Decision.Wait("It is paused: " + reason));
            case RolloutState.RollingBack(String reason) ->
                timeOut(rollout, progress, now).orElseGet(() -> rollingBack(rollout, reason, progress));
            case RolloutState.Ended ignored -> new Decision.Wait("It has ended.");
        };
    }

    private static Optional<Decision> timeOut(RolloutView rollout, Progress progress, Instant now) {
        var seenUntil = now.minus(rollout.deviceDeadline());
        var oldest = progress.oldestSeen();
        return oldest == null || oldest.isAfter(seenUntil)
                ? Optional.empty()
                : Optional.of(new Decision.TimeOut(seenUntil));
    }

    /** Devices that are updating when the rollback begins are taken back first: that makes no more of them unavailable. */
    private static Decision rollingBack(RolloutView rollout, String reason, Progress progress) {
        int forward = progress.count(tally -> tally.status() == Updating && !tally.back());
        int others = progress.count(tally -> !tally.back()
                && (tally.status() == RolloutDeviceStatus.Succeeded
                        || tally.status().failure()));
        int room = Math.max(0, rollout.plan().cap(progress.total()) - progress.count(Updating));
        int take = forward + Math.min(room, others);
        if (take > 0) {
            return new Decision.TakeBack(take);
        }
        int back = progress.count(tally -> tally.status() == Updating);
        if (back > 0) {
            return new Decision.Wait(
                    "%s going back, and %d still to be asked.".formatted(Counted.devices(back, "is", "are"), others));
        }
        int stuck = progress.count(tally -> tally.back() && tally.status().failure());
        return new Decision.Become(
                stuck == 0
                        ? new RolloutState.RolledBack(reason)
                        : new RolloutState.Failed(
                                "%s But %s did not go back: %s."
                                        .formatted(reason, Counted.devices(stuck), progress.inWords(FAILURES)),
                                0,
                                true));
    }
}
