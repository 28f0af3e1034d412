package io.signalbeam.functions.fleet;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;

/** The timer behind {@link FleetNumbers}. */
public final class FleetTimer {
    private final FleetNumbers numbers;

    FleetTimer(FleetNumbers numbers) {
        this.numbers = numbers;
    }

    @FunctionName("count-fleets")
    public void count(@TimerTrigger(name = "timer", schedule = "30 * * * * *") String timer) {
        numbers.tell();
    }
}
