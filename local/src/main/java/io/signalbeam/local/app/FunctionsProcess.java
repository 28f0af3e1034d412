package io.signalbeam.local.app;

import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.local.tls.LocalCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The functions host in a process of its own: {@link FunctionsHostMain} with the app's settings as its environment. */
public final class FunctionsProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Everything is sent, because someone is looking; on Azure it is sampled. */
    private static final String INSIGHTS = """
            {"role": {"name": "functions"},
             "sampling": {"percentage": 100},
             "metricIntervalSeconds": 5,
             "instrumentation": {"logging": {"level": "INFO"}},
             "selfDiagnostics": {"destination": "console", "level": "WARN"}}""";

    private final CloudOptions options;
    private final int port;
    private final Map<String, String> settings;
    private final LocalCa ca;
    private final ChildProcess process;

    FunctionsProcess(CloudOptions options, int port, Map<String, String> settings, LocalCa ca)
            throws IOException, InterruptedException {
        this.options = options;
        this.port = port;
        this.settings = settings;
        this.ca = ca;
        this.process = launch();
    }

    private ChildProcess launch() throws IOException, InterruptedException {
        var environment = new TreeMap<>(settings);
        // Given as options below; as a variable the JVM would print them.
        environment.remove("JAVA_TOOL_OPTIONS");
        var java = new ArrayList<>(FunctionsHostMain.JVM_OPTIONS);
        java.addAll(CloudSettings.javaOptions(ca));
        if (options.insights()) {
            java.addAll(insightsAgent());
            environment.putIfAbsent("APPLICATIONINSIGHTS_CONFIGURATION_CONTENT", INSIGHTS);
            environment.putIfAbsent("APPLICATIONINSIGHTS_STATSBEAT_DISABLED_ALL", "true");
        }
        Files.createDirectories(options.logs());
        var builder = Jvm.sameClasses(
                        java,
                        FunctionsHostMain.class,
                        List.of(options.stagedApp().toString(), Integer.toString(port)))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        options.logs().resolve("functions.log").toFile()));
        builder.environment().putAll(environment);
        var launched =
                ChildProcess.start("The functions host", builder, ChildProcess.Ask.SIGNAL, FunctionsHostMain.STOP);
        try {
            awaitAnswer(launched);
        } catch (IOException | InterruptedException e) {
            launched.close();
            throw e;
        }
        return launched;
    }

    /** The agent was made for older JDKs than this may be: it looks into the class loader and reads the JDK's own classes. */
    private List<String> insightsAgent() throws IOException {
        if (!Files.isRegularFile(options.insightsAgent())) {
            throw new IOException("no Application Insights agent at " + options.insightsAgent() + ": build it first");
        }
        return List.of(
                "-javaagent:" + options.insightsAgent(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dnet.bytebuddy.experimental=true",
                "-Xmx512m");
    }

    private void awaitAnswer(ChildProcess launched) throws IOException, InterruptedException {
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
