package io.signalbeam.local.app;

import io.signalbeam.local.host.FunctionsHost;
import io.signalbeam.local.host.HostOptions;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The functions host as a process of its own: the app reads its settings from this process's environment. */
public final class FunctionsHostMain {

    private FunctionsHostMain() {}

    /** {@code FunctionsHostMain <staged app> <port>}. */
    public static void main(String[] args) throws InterruptedException {
        var host =
                FunctionsHost.start(Path.of(args[0]), System.getenv(), HostOptions.onPort(Integer.parseInt(args[1])));
        Runtime.getRuntime().addShutdownHook(new Thread(host::close, "stop-functions"));
        new CountDownLatch(1).await();
    }
}
