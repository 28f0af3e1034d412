package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.rollouts.RolloutAction.Approve;
import io.signalbeam.functions.rollouts.RolloutAction.Promote;
import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which action is possible where, and what it leads to; without any clock or store. */
final class ActionRules {
    private ActionRules() {}

    /**
     * @param startAt when it is to start; null for at once
     * @param failures devices that failed or ran out of time
     * @param by who asks, for the reasons that are kept
     */
    record Asked(RolloutPlan plan, @Nullable Instant startAt, int failures, Instant now, String by) {}

    static Verdict judge(RolloutAction action, RolloutState state, Asked asked) {
        return switch (action) {
            case RolloutAction.Start ignored -> start(state, asked);
            case Approve approve -> approve(approve, state, asked);
            case RolloutAction.Pause ignored -> pause(state, asked);
            case RolloutAction.Resume ignored -> resume(state);
            case Promote promote -> promote(promote, state, asked);
            case RolloutAction.Cancel ignored -> cancel(state, asked);
            case RolloutAction.Retry ignored -> retry(state, asked);
            case RolloutAction.RollBack ignored -> rollBack(state, asked);
        };
    }

    /** Where a rollout goes that is no draft any more. */
    static RolloutState begun(RolloutPlan plan, @Nullable Instant startAt, Instant now) {
        return plan.waves().getFirst().needsApproval() ? new RolloutState.AwaitingApproval() : approved(startAt, now);
    }

    private static RolloutState approved(@Nullable Instant startAt, Instant now) {
        return startAt != null && startAt.isAfter(now)
                ? new RolloutState.Scheduled(startAt)
                : new Running(0, new Phase.Updating());
    }

    private static Verdict start(RolloutState state, Asked asked) {
        return switch (state) {
            case RolloutState.Draft ignored -> new Verdict.Become(begun(asked.plan(), asked.startAt(), asked.now()));
            case RolloutState.AwaitingApproval ignored -> new Verdict.Nothing();
            case RolloutState.Scheduled ignored -> new Verdict.Nothing();
            case Running ignored -> new Verdict.Nothing();
            case RolloutState.Paused ignored ->
                new Verdict.Refused(ErrorCode.ROLLOUT_PAUSED, "The rollout is paused; resume it.");
            case RolloutState.RollingBack ignored -> rollingBack();
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static Verdict approve(Approve approve, RolloutState state, Asked asked) {
        if (approve.wave() != null && approve.wave() > asked.plan().waves().size()) {
            return notAwaiting("The rollout has no wave " + approve.wave() + ".");
        }
        return switch (state) {
            case RolloutState.AwaitingApproval ignored
            when approve.wave() == null || approve.wave() == 1 ->
                new Verdict.Become(approved(asked.startAt(), asked.now()));
            case Running(int wave, Phase.AwaitingApproval ignored)
            when approve.wave() == null || approve.wave() == wave + 1 ->
                new Verdict.Become(new Running(wave, new Phase.Updating()));
            // One that was approved before is approved; another one is to be named when its time has come.
            case RolloutState.Scheduled ignored -> approvedBefore(approve, 0, asked.plan());
            case Running(int wave, Phase ignored) -> approvedBefore(approve, wave, asked.plan());
            case RolloutState.Paused(String ignored, Running(int wave, Phase.AwaitingApproval waits)) ->
                new Verdict.Refused(
                        ErrorCode.ROLLOUT_PAUSED, "The rollout is paused; resume it, and then approve the wave.");
            case RolloutState.Paused(String ignored, Running(int wave, Phase phase)) ->
                approvedBefore(approve, wave, asked.plan());
            case RolloutState.Draft ignored -> notAwaiting("The rollout is a draft; start it first.");
            case RolloutState.AwaitingApproval ignored ->
                notAwaiting("The rollout waits for the approval of its first wave.");
            case RolloutState.RollingBack ignored -> rollingBack();
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static Verdict approvedBefore(Approve approve, int now, RolloutPlan plan) {
        int wave = approve.wave() == null ? now : approve.wave() - 1;
        return wave <= now && plan.waves().get(wave).needsApproval()
                ? new Verdict.Nothing()
                : notAwaiting("No wave of the rollout waits for an approval.");
    }

    private static Verdict pause(RolloutState state, Asked asked) {
        return switch (state) {
            case Running running ->
                new Verdict.Become(new RolloutState.Paused("Paused by " + asked.by() + ".", running));
            case RolloutState.Paused ignored -> new Verdict.Nothing();
            case RolloutState.Unstarted ignored -> notStarted(state);
            case RolloutState.RollingBack ignored -> rollingBack();
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static Verdict resume(RolloutState state) {
        return switch (state) {
            case RolloutState.Paused(String ignored, Running from) -> new Verdict.Become(from);
            case Running ignored -> new Verdict.Nothing();
            case RolloutState.Unstarted ignored -> notStarted(state);
            case RolloutState.RollingBack ignored -> rollingBack();
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static Verdict promote(Promote promote, RolloutState state, Asked asked) {
        return switch (state) {
            case Running(int wave, Phase ignored)
            when promote.wave() != null && promote.wave() <= wave -> new Verdict.Nothing();
            case Running(int wave, Phase.Soaking(Instant until))
            when !until.isAfter(asked.now()) -> new Verdict.Nothing();
            // As if its time had come: gates and the end of the last wave are judged by the engine.
            case Running(int wave, Phase.Soaking ignored)
            when promote.wave() == null || promote.wave() == wave + 1 ->
                new Verdict.Become(new Running(wave, new Phase.Soaking(asked.now())));
            case Running ignored -> new Verdict.Refused(ErrorCode.ROLLOUT_NOT_SOAKING, "No such wave is soaking now.");
            case RolloutState.Paused ignored ->
                new Verdict.Refused(ErrorCode.ROLLOUT_PAUSED, "The rollout is paused; resume it first.");
            case RolloutState.Unstarted ignored -> notStarted(state);
            case RolloutState.RollingBack ignored -> rollingBack();
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static Verdict cancel(RolloutState state, Asked asked) {
        return switch (state) {
            case RolloutState.Cancelled ignored -> new Verdict.Nothing();
            case RolloutState.RollingBack ignored -> rollingBack();
            case RolloutState.Unstarted ignored -> cancelled(asked);
            case Running ignored -> cancelled(asked);
            case RolloutState.Paused ignored -> cancelled(asked);
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static Verdict cancelled(Asked asked) {
        return new Verdict.Become(new RolloutState.Cancelled("Cancelled by " + asked.by() + "."));
    }

    private static Verdict retry(RolloutState state, Asked asked) {
        return switch (state) {
            case Running running -> again(running, asked);
            case RolloutState.Paused paused -> again(paused, asked);
            case RolloutState.Failed(String ignored, int wave, boolean goingBack) ->
                again(goingBack ? back(asked) : new Running(wave, new Phase.Updating()), asked);
            case RolloutState.Unstarted ignored -> notStarted(state);
            case RolloutState.RollingBack ignored -> rollingBack();
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static Verdict again(RolloutState next, Asked asked) {
        return asked.failures() == 0 ? new Verdict.Nothing() : new Verdict.TryAgain(next);
    }

    private static Verdict rollBack(RolloutState state, Asked asked) {
        return switch (state) {
            case Running ignored -> new Verdict.Become(back(asked));
            case RolloutState.Paused ignored -> new Verdict.Become(back(asked));
            case RolloutState.Failed(String reason, int wave, boolean goingBack) ->
                goingBack ? again(back(asked), asked) : new Verdict.Become(back(asked));
            case RolloutState.RollingBack ignored -> new Verdict.Nothing();
            case RolloutState.RolledBack ignored -> new Verdict.Nothing();
            case RolloutState.Unstarted ignored -> notStarted(state);
            case RolloutState.Ended ignored -> ended(state);
        };
    }

    private static RolloutState back(Asked asked) {
        return new RolloutState.RollingBack("Rolled back by " + asked.by() + ".");
    }

    private static Verdict ended(RolloutState state) {
        return new Verdict.Refused(ErrorCode.ROLLOUT_ENDED, "The rollout is " + state.status() + " already.");
    }

    private static Verdict notStarted(RolloutState state) {
        return new Verdict.Refused(ErrorCode.ROLLOUT_NOT_STARTED, "The rollout is " + state.status() + ".");
    }

    private static Verdict rollingBack() {
        return new Verdict.Refused(ErrorCode.ROLLOUT_ROLLING_BACK, "The rollout is being rolled back.");
    }

    private static Verdict notAwaiting(String detail) {
        return new Verdict.Refused(ErrorCode.ROLLOUT_NOT_AWAITING_APPROVAL, detail);
    }
}
