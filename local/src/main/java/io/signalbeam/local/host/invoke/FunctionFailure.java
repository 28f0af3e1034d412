package io.signalbeam.local.host.invoke;

/** A function threw, ran out of time, or could not be given its parameters; the cause says which. */
public final class FunctionFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean timedOut;

    FunctionFailure(String function, boolean timedOut, Throwable cause) {
        super(timedOut ? function + " ran out of time" : function + " failed: " + cause, cause);
        this.timedOut = timedOut;
    }

    /** Whether the host had interrupted it for {@code functionTimeout}. */
    public boolean timedOut() {
        return timedOut;
    }
}
