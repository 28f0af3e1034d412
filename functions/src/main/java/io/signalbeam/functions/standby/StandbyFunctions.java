package io.signalbeam.functions.standby;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.time.Duration;

/** The timer of an app that waits. */
public final class StandbyFunctions {
    /** The next run begins after a minute. */
    private static final Duration BUDGET = Duration.ofSeconds(45);

    private final CopySecrets copySecrets;

    public StandbyFunctions(CopySecrets copySecrets) {
        this.copySecrets = copySecrets;
    }

    @FunctionName("copy-secrets")
    public void copySecrets(@TimerTrigger(name = "timer", schedule = "10 * * * * *") String timer) {
        copySecrets.run(BUDGET);
    }
}
