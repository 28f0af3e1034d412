package io.signalbeam.local.app;

import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.local.tls.LocalCa;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The functions host in a process of its own: {@link FunctionsHostMain} with the app's settings as its environment. */
public final class FunctionsProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final CloudOptions options;
    private final int port;
    private final Map<String, String> settings;
    private final LocalCa ca;
    private final JavaProcess process;

    FunctionsProcess(CloudOptions options, int port, Map<String, String> settings, LocalCa ca)
            throws IOException, InterruptedException {
        this.options = options;
        this.port = port;
        this.settings = settings;
        this.ca = ca;
        this.process = launch();
    }

    private JavaProcess launch() throws IOException, InterruptedException {
        var environment = new TreeMap<>(settings);
        // Given as options below; as a variable the JVM would print them.
        environment.remove("JAVA_TOOL_OPTIONS");
        var java = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx384m", "--enable-native-access=ALL-UNNAMED"));
        java.addAll(List.of(CloudSettings.javaOptions(ca)));
        var launched = JavaProcess.start(
                options.logs().resolve("functions.log"),
                environment,
                java,
                System.getProperty("java.class.path"),
                List.of(FunctionsHostMain.class.getName(), options.stagedApp().toString(), Integer.toString(port)));
        try {
            awaitAnswer(launched);
        } catch (IOException | InterruptedException e) {
            launched.close();
            throw e;
        }
        return launched;
    }

    private void awaitAnswer(JavaProcess launched) throws IOException, InterruptedException {
        var client = new CloudClient(URI.create("http://127.0.0.1:" + port));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (client.send("GET", "/api/health/live", Map.of(), null).status() == 200) {
                    return;
                }
            } catch (IOException e) {
                if (!launched.isAlive()) {
                    throw new IOException("the functions host ended; see logs/functions.log", e);
                }
            }
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the functions host did not answer within " + PATIENCE + "; see logs/functions.log");
            }
            Thread.sleep(50);
        }
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
