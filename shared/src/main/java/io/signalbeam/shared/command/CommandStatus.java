package io.signalbeam.shared.command;

import java.util.EnumSet;
import java.util.Set;

/** How far a command has come. The names are those on the wire. */
public enum CommandStatus {
    /** The device has not said that it knows. */
    Pending,
    /** The device knows, and has not begun. */
    Delivered,
    Running,
    Succeeded,
    Failed,
    /** Its time passed before it was begun, or long after it was, without an answer. */
    Expired,
    /** Taken back before it was begun. */
    Cancelled;

    private static final Set<CommandStatus> ANSWERS = EnumSet.of(Succeeded, Failed);

    /** Whether the device has said what came of it: nothing changes that any more. */
    public boolean isAnswer() {
        return ANSWERS.contains(this);
    }

    /** Whether the device need not hear of it any more. */
    public boolean isOver() {
        return isAnswer() || this == Expired || this == Cancelled;
    }

    /**
     * Whether a device's word puts this in the place of that. An answer counts even where the command was given up or
     * taken back meanwhile: the device had begun already, and what it did is what happened.
     */
    public boolean follows(CommandStatus before) {
        return switch (before) {
            case Pending -> this == Delivered || this == Running || this == Expired || isAnswer();
            case Delivered -> this == Running || this == Expired || isAnswer();
            case Running -> this == Running || isAnswer();
            case Expired, Cancelled -> isAnswer();
            case Succeeded, Failed -> false;
        };
    }
}
