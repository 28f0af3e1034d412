package io.signalbeam.functions.signing;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.time.Duration;

/** Keeps the key that bundles are signed with young. */
public final class SigningFunctions {
    private static final Duration BUDGET = Duration.ofMinutes(2);

    private final RotateSigningKey rotate;

    public SigningFunctions(RotateSigningKey rotate) {
        this.rotate = rotate;
    }

    @FunctionName("rotate-signing-key")
    public void rotate(@TimerTrigger(name = "timer", schedule = "0 17 * * * *") String timer) {
        rotate.run(BUDGET);
    }
}
