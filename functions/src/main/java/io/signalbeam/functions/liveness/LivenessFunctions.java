package io.signalbeam.functions.liveness;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;

/** The timer behind {@link MarkOffline}. */
public final class LivenessFunctions {
    private final MarkOffline markOffline;

    LivenessFunctions(MarkOffline markOffline) {
        this.markOffline = markOffline;
    }

    @FunctionName("mark-offline")
    public void markOffline(
            @TimerTrigger(name = "timer", schedule = "*/15 * * * * *") String timer, ExecutionContext context) {
        int gone = markOffline.run();
        if (gone > 0) {
            context.getLogger().info(gone + " devices went offline");
        }
    }
}
