package io.signalbeam.local.bench;

import com.microsoft.azure.functions.ExecutionContext;
import io.signalbeam.local.host.app.AppClassLoader;
import io.signalbeam.local.host.app.FunctionDefinition;
import io.signalbeam.local.host.app.StagedApp;
import io.signalbeam.local.host.invoke.Instances;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Calls the staged app's function {@code ingest-telemetry} with batches as the trigger hands them over, on so many threads;
 * then copies the same rows into the same table on as many connections, and adds some of them one by one. Says what it has
 * measured in lines {@code measured NAME VALUE}.
 */
final class StoreRun {
    private static final int DEVICES = 5_000;
    private static final int USUAL_TRANSACTION = 100;
    private static final int WARM_ROWS = 400_000;

    private final Connection owner;
    private final String ownerUrl;
    private final List<List<StoreBatches.Batch>> lanes;
    private final Method function;
    private final Object instance;

    private StoreRun(String ownerUrl, List<List<StoreBatches.Batch>> lanes, Method function, Object instance)
            throws SQLException {
        this.ownerUrl = ownerUrl;
        this.owner = DriverManager.getConnection(ownerUrl);
        this.lanes = lanes;
        this.function = function;
        this.instance = instance;
    }

    /** Staged app, owner's JDBC URL, connections, events to a batch, rows, rounds. */
    public static void main(String[] arguments) throws Exception {
        var app = StagedApp.read(Path.of(arguments[0]));
        int connections = Integer.parseInt(arguments[2]);
        int batch = Integer.parseInt(arguments[3]);
        int rows = Integer.parseInt(arguments[4]);
        int rounds = Integer.parseInt(arguments[5]);
        try (var loader = new AppClassLoader(app.classPath())) {
            // Each side needs the JDBC driver of its own jars: DriverManager hands out only what the caller can see.
            Class.forName("org.postgresql.Driver");
            Thread.currentThread().setContextClassLoader(loader);
            Class.forName("org.postgresql.Driver", true, loader);
            var definition = app.functions().stream()
                    .filter(function -> function.name().equals("ingest-telemetry"))
                    .findFirst()
                    .orElseThrow();
            var type = Class.forName(definition.className(), true, loader);
            var batches = StoreBatches.make(arguments[1], DEVICES, connections, batch, rows);
            var run = new StoreRun(
                    arguments[1],
                    batches.lanes(),
                    method(type, definition),
                    Instances.of(loader).of(type));
            run.measure(rows, rounds, batches);
        }
        System.exit(0);
    }

    private static Method method(Class<?> type, FunctionDefinition definition) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(definition.methodName()))
                .findFirst()
                .orElseThrow();
    }

    private void measure(int rows, int rounds, StoreBatches batches) throws Exception {
        // To be warm, both of them: what is measured is an app that has run for a while, not its compiler.
        for (int warming = 0; warming < WARM_ROWS; warming += rows) {
            empty();
            trigger();
        }
        var copies = batches.copies(owner);
        var connections = new ArrayList<Connection>();
        for (int lane = 0; lane < copies.size(); lane++) {
            connections.add(DriverManager.getConnection(ownerUrl));
        }
        var shares = new double[rounds];
        var written = new double[rounds];
        var copied = new double[rounds];
        double cpu = 0;
        double copyServer = 0;
        double triggerServer = 0;
        for (int round = 0; round < rounds; round++) {
            empty();
            double server = ServerCosts.cpuSeconds(owner);
            double copy = seconds(() -> copy(copies, connections));
            copyServer += ServerCosts.cpuSeconds(owner) - server;
            empty();
            double before = cpuSeconds();
            server = ServerCosts.cpuSeconds(owner);
            double trigger = seconds(this::trigger);
            triggerServer += ServerCosts.cpuSeconds(owner) - server;
            cpu += cpuSeconds() - before;
            shares[round] = copy / trigger;
            written[round] = rows / trigger;
            copied[round] = rows / copy;
        }
        say("written", median(written));
        say("copied", median(copied));
        say("share", median(shares));
        say("app_cpu", cpu / rounds / rows * 1e6);
        say("server_cpu", triggerServer / rounds / rows * 1e6);
        say("copy_cpu", copyServer / rounds / rows * 1e6);
        say("json_bytes", batches.jsonBytes());
        say("row_bytes", batches.diskBytes(owner) / rows);
        say("decoding", decoding());
        int some = Math.min(rows, 10_000);
        say("usual", some / seconds(() -> batches.addOneByOne(ownerUrl, some, USUAL_TRANSACTION)));
    }

    private void empty() throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute("truncate device_metrics, metrics_dirty");
        }
    }

    private void trigger() throws Exception {
        inLanes(lanes.stream()
                .<Callable<Void>>map(lane -> () -> {
                    for (var batch : lane) {
                        call(batch);
                    }
                    return null;
                })
                .toList());
    }

    private void call(StoreBatches.Batch batch) throws IllegalAccessException {
        try {
            function.invoke(
                    instance,
                    batch.bodies(),
                    batch.partition(),
                    batch.systemProperties(),
                    batch.properties(),
                    new Context());
        } catch (InvocationTargetException e) {
            // Its classes are gone by the time that somebody else could print it.
            var text = new StringWriter();
            e.getTargetException().printStackTrace(new PrintWriter(text));
            throw new IllegalStateException("the function failed: " + text);
        }
    }

    /** On connections that are there already, as the app's are. */
    private static void copy(List<byte[]> copies, List<Connection> connections) throws Exception {
        inLanes(IntStream.range(0, copies.size())
                .<Callable<Void>>mapToObj(lane -> () -> {
                    StoreBatches.copyIn(connections.get(lane), copies.get(lane));
                    return null;
                })
                .toList());
    }

    private static void inLanes(List<Callable<Void>> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var lane : threads.invokeAll(work)) {
                lane.get();
            }
        }
    }

    /** Microseconds to decode and check an event, on one thread. */
    private double decoding() {
        var bodies = new ArrayList<byte[]>();
        lanes.getFirst().forEach(batch -> bodies.addAll(batch.bodies()));
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            var watch = Stopwatch.start();
            for (var body : bodies) {
                if (TelemetryCodec.decode(body) == null) {
                    throw new IllegalStateException("nothing decoded");
                }
            }
            best = Math.min(best, watch.seconds() / bodies.size() * 1e6);
        }
        return best;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        var watch = Stopwatch.start();
        work.run();
        return watch.seconds();
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    private static double median(double[] values) {
        return Figure.median("", values, "").value().doubleValue();
    }

    private static void say(String name, double value) {
        System.out.println("measured " + name + " " + value);
    }

    private record Context(String getFunctionName, String getInvocationId) implements ExecutionContext {
        private static final Logger LOGGER = Logger.getLogger("function.ingest-telemetry");

        Context() {
            this("ingest-telemetry", "bench");
        }

        @Override
        public Logger getLogger() {
            return LOGGER;
        }
    }
}
