package io.signalbeam.local.host;

import java.nio.file.Path;
import java.util.Set;

/** The host in a process of its own, since the app reads its settings from the environment. */
final class StagedFunctionsMain {
    private StagedFunctionsMain() {}

    /** Takes the staged folder and the functions to leave out; says its port, and ends with its input. */
    public static void main(String[] arguments) throws Exception {
        var disabled = Set.of(arguments[1].split(",", -1));
        try (var host = FunctionsHost.start(
                Path.of(arguments[0]), System.getenv(), HostOptions.onPort(0).without(disabled))) {
            System.out.println("port " + host.port());
            var end = System.in.read();
            System.out.println("ended " + end);
        }
    }
}
