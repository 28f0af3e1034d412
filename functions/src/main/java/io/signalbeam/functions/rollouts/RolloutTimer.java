package io.signalbeam.functions.rollouts;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;

/** Moves rollouts on. */
public final class RolloutTimer {
    private final AdvanceRollouts advance;

    public RolloutTimer(AdvanceRollouts advance) {
        this.advance = advance;
    }

    @FunctionName("advance-rollouts")
    public void advance(@TimerTrigger(name = "timer", schedule = "*/5 * * * * *") String timer) {
        advance.tick();
    }
}
