package io.signalbeam.functions.alerts;

import java.util.Arrays;
import java.util.List;

/** How bad it is, the least first; the names are the API's. */
enum Severity {
    Info,
    Warning,
    Critical;

    /** Names of this and all that are less, as an alert of this severity reaches whoever asked for any of them. */
    List<String> andBelow() {
        return Arrays.stream(values())
                .filter(other -> other.compareTo(this) <= 0)
                .map(Severity::name)
                .toList();
    }
}
