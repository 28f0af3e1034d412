package io.signalbeam.functions.settings;

import java.util.List;

/** The app cannot start with these settings. */
public final class InvalidSettings extends RuntimeException {
    private final List<String> problems;

    public InvalidSettings(List<String> problems) {
        super("The settings are not valid:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, beginning with the name of the setting. Values are never in it: they may be secret. */
    public List<String> problems() {
        return problems;
    }
}
