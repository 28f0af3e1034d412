package io.signalbeam.local.app;

import io.signalbeam.local.host.FunctionsHost;
import io.signalbeam.local.host.HostOptions;
import io.signalbeam.local.process.AtExit;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.local.tls.LocalhostNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The functions host as a process of its own: the app reads its settings from this process's environment. */
public final class FunctionsHostMain {
    /** What the host is started with. */
    public static final List<String> JVM_OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xmx384m", "--enable-native-access=ALL-UNNAMED");
    /** Longer than the host itself waits for what is running. */
    public static final Duration STOP = Duration.ofSeconds(25);

    private FunctionsHostMain() {}

    /**
     * {@code FunctionsHostMain <staged app> <port> [<local.settings.json>]}. A JVM cannot change its own environment: with
     * a settings file the host runs in another one. What the environment has already wins over the file, as with Core
     * Tools.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        LocalhostNames.install();
        if (args.length == 3) {
            var builder = Jvm.sameClasses(JVM_OPTIONS, FunctionsHostMain.class, List.of(args[0], args[1]))
                    .inheritIO();
            SettingsFile.read(Path.of(args[2])).forEach(builder.environment()::putIfAbsent);
            try (var host = ChildProcess.start("The functions host", builder, ChildProcess.Ask.SIGNAL, STOP)) {
                System.exit(host.waitFor());
            }
        }
        AtExit.close(
                FunctionsHost.start(Path.of(args[0]), System.getenv(), HostOptions.onPort(Integer.parseInt(args[1]))));
        new CountDownLatch(1).await();
    }
}
