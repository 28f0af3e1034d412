package io.signalbeam.shared.command;

import java.util.Arrays;
import java.util.Optional;

/** What a device can be told to do once. The names are those on the wire. */
public enum CommandKind {
    /** The end of what one of its containers wrote. */
    FetchLogs,
    RestartContainer,
    /** What one would look at on the device first. */
    Diagnostics,
    /** Takes away images without a name that nothing uses. */
    Prune,
    /** Of the whole machine, where its own policy allows that. */
    Reboot,
    /** Asks for the desired state, looks and reports at once. */
    Refresh;

    /** Empty for a word of a newer version. */
    public static Optional<CommandKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.name().equals(word)).findFirst();
    }

    /** Whether it is about one container. */
    public boolean namesContainer() {
        return this == FetchLogs || this == RestartContainer;
    }
}
