package io.signalbeam.functions.replica;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;

/** The timer behind {@link KeepTime}. */
public final class ReplicaFunctions {
    private final KeepTime keepTime;

    ReplicaFunctions(KeepTime keepTime) {
        this.keepTime = keepTime;
    }

    @FunctionName("keep-time")
    public void keepTime(@TimerTrigger(name = "timer", schedule = "*/5 * * * * *") String timer) {
        keepTime.beat();
    }
}
