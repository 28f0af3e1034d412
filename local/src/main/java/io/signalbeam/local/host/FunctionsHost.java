package io.signalbeam.local.host;

import io.signalbeam.local.host.app.AppClassLoader;
import io.signalbeam.local.host.app.FunctionDefinition;
import io.signalbeam.local.host.app.Settings;
import io.signalbeam.local.host.app.StagedApp;
import io.signalbeam.local.host.eventhubs.EventHubsFunctions;
import io.signalbeam.local.host.http.HttpFunctions;
import io.signalbeam.local.host.invoke.FunctionRuntime;
import io.signalbeam.local.host.invoke.Instances;
import io.signalbeam.local.host.invoke.JavaLogging;
import io.signalbeam.local.host.invoke.RunCounts;
import io.signalbeam.local.host.timer.TimerFunctions;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import io.signalbeam.local.http.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a staged function app in this process.
 *
 * <p>The app has its own class loader, and reads its settings from the environment of this process, as on Azure; the
 * host reads connections and {@code %NAME%} references from the settings that it is given, which are the same ones.
 * It takes over java.util.logging of the whole process.
 */
public final class FunctionsHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionsHost.class);
    /** For what was interrupted to end, and for its answer to be written. */
    private static final Duration ANSWERS = Duration.ofSeconds(5);

    private static final RunCounts NEVER = new RunCounts(0, 0, 0, Duration.ZERO);

    private final StagedApp app;
    private final HostOptions options;
    private final AppClassLoader loader;
    private final FunctionRuntime runtime;
    private final HttpFunctions http;
    private final TimerFunctions timers;
    private final EventHubsFunctions events;
    private final AdminApi admin;
    private final HttpService server;

    private FunctionsHost(StagedApp app, Settings settings, HostOptions options) {
        this.app = app;
        this.options = options;
        JavaLogging.bridge();
        loader = new AppClassLoader(app.classPath());
        FunctionRuntime begun = null;
        try {
            begun = new FunctionRuntime(loader, Instances.of(loader), app.host().functionTimeout());
            runtime = begun;
            var enabled = app.functions().stream()
                    .filter(function ->
                            !options.disabled().contains(function.name()) && !settings.disables(function.name()))
                    .map(function -> function.resolve(settings))
                    .toList();
            http = new HttpFunctions(app.host().routePrefix(), enabled, runtime, settings);
            timers = new TimerFunctions(options.hostId(), enabled, runtime, settings);
            events = new EventHubsFunctions(enabled, app.host().eventHubs(), runtime, settings);
            admin = new AdminApi(this);
            server = HttpService.start("functions", options.httpPort(), HostOptions.MAX_BODY_BYTES, this::answer);
        } catch (RuntimeException | Error e) {
            if (begun != null) {
                begun.close();
            }
            loader.close();
            throw e;
        }
    }

    /**
     * Starts an app.
     *
     * @param staged the folder that azure-functions-maven-plugin makes, {@code target/azure-functions/<app>}
     * @param settings normally {@code System.getenv()}
     * @throws IllegalArgumentException when the app, or a function of it, cannot be loaded
     * @throws IllegalStateException when the port is taken
     */
    public static FunctionsHost start(Path staged, Map<String, String> settings, HostOptions options) {
        var host = new FunctionsHost(StagedApp.read(staged), new Settings(settings), options);
        try {
            host.timers.start();
            host.events.start();
        } catch (RuntimeException | Error e) {
            host.close();
            throw e;
        }
        LOG.info("{} functions on port {}", host.app.functions().size(), host.port());
        return host;
    }

    /** The port of the HTTP triggers and of the admin API. */
    public int port() {
        return server.port();
    }

    /** Every staged function, in the order of its name, with its counts so far. */
    public List<FunctionView> functions() {
        var running = new HashMap<String, FunctionRuntime.Callable<?>>();
        callables().forEach(function -> running.put(function.definition().name(), function));
        return app.functions().stream()
                .map(definition -> view(definition, running.get(definition.name())))
                .toList();
    }

    private static FunctionView view(
            FunctionDefinition definition, FunctionRuntime.@org.jspecify.annotations.Nullable Callable<?> function) {
        return new FunctionView(
                definition.name(),
                function == null ? definition.trigger() : function.definition().trigger(),
                function == null,
                function == null ? NEVER : function.counts());
    }

    private List<FunctionRuntime.Callable<?>> callables() {
        var all = new ArrayList<>(http.functions());
        all.addAll(timers.functions());
        all.addAll(events.functions());
        return all;
    }

    /** Runs a timer function at once, in the background; says whether a timer of that name runs here. */
    public boolean runNow(String timer) {
        return timers.runNow(timer);
    }

    /** The prefix before every HTTP route, without slashes. */
    String routePrefix() {
        return app.host().routePrefix();
    }

    private Response answer(Request request) throws Exception {
        return request.path().startsWith("/admin/") ? admin.handle(request) : http.handle(request);
    }

    /**
     * Takes no more work, waits for what is running, and interrupts what still runs after {@code drain}. Who asked over
     * HTTP gets the answer, of what was interrupted too, and batches that have ended are checkpointed.
     */
    @Override
    public void close() {
        timers.close();
        var ends = List.of(
                Thread.ofVirtual()
                        .name("stop-http")
                        .start(() -> server.close(options.drain().plus(ANSWERS))),
                Thread.ofVirtual().name("stop-events").start(this::closeEvents));
        try {
            if (!runtime.drain(options.drain())) {
                LOG.warn("Functions were interrupted: they still ran {} after the host was to stop", options.drain());
            }
            for (var end : ends) {
                end.join();
            }
        } catch (InterruptedException e) {
            ends.forEach(Thread::interrupt);
            server.close();
            Thread.currentThread().interrupt();
        }
        runtime.close();
        loader.close();
    }

    private void closeEvents() {
        try {
            events.close(options.drain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
