package io.signalbeam.functions.twin;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.time.Duration;

/** Sweeps up the twins that were not written right after their commits, and all of them where they are to move. */
public final class TwinFunctions {
    private static final Duration BUDGET = Duration.ofSeconds(8);

    private final MoveTwins moveTwins;
    private final ProjectTwins projectTwins;

    public TwinFunctions(MoveTwins moveTwins, ProjectTwins projectTwins) {
        this.moveTwins = moveTwins;
        this.projectTwins = projectTwins;
    }

    @FunctionName("project-twins")
    public void projectTwins(@TimerTrigger(name = "timer", schedule = "*/10 * * * * *") String timer) {
        moveTwins.run();
        projectTwins.sweep(BUDGET);
    }
}
