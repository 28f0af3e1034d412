package io.signalbeam.local.bench;

import io.signalbeam.local.cosmos.CosmosStandIn;
import io.signalbeam.local.process.AtExit;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.local.tls.LocalCa;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The stand-in for Cosmos DB in a process of its own, so that what it takes of the machine is told from the rest. */
public final class CosmosProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx256m");
    /** Of an account that lives as long as a bench, on loopback. */
    private static final String KEY = "dGhlLWtleS1vZi1hbi1hY2NvdW50LW9mLWEtYmVuY2g=";

    private final ChildProcess process;
    private final URI endpoint;

    private CosmosProcess(ChildProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * Starts it.
     *
     * @param folder for what it keeps
     * @param secrets where the local authority is, or shall be made
     */
    static CosmosProcess start(Path folder, Path secrets) throws IOException, InterruptedException {
        // Made here: two processes must not make it at once.
        LocalCa.open(secrets);
        Files.createDirectories(folder);
        var ready = folder.resolve("endpoint");
        var builder = Jvm.sameClasses(JVM_OPTIONS, CosmosProcess.class, List.of(folder.toString(), secrets.toString()))
                .redirectOutput(folder.resolve("log").toFile());
        var process = ChildProcess.start("Cosmos DB", builder, ChildProcess.Ask.SIGNAL, Duration.ofSeconds(10));
        var watch = Stopwatch.start();
        while (!Files.exists(ready)) {
            if (!process.isAlive() || watch.seconds() > PATIENCE.toSeconds()) {
                process.close();
                throw new IOException("Cosmos DB did not start: " + Files.readString(folder.resolve("log")));
            }
            Thread.sleep(50);
        }
        return new CosmosProcess(process, URI.create(Files.readString(ready)));
    }

    /** Settings of the functions that use it. */
    Map<String, String> settings() {
        return Map.of("CosmosConnection__accountEndpoint", endpoint.toString(), "CosmosConnection__accountKey", KEY);
    }

    long pid() {
        return process.pid();
    }

    /** {@code CosmosProcess <folder> <secrets>}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var folder = Path.of(args[0]);
        var cosmos = CosmosStandIn.start(new CosmosStandIn.Settings(
                folder.resolve("data"), 0, LocalCa.open(Path.of(args[1])), KEY, (token, resource) -> false));
        AtExit.close(cosmos);
        cosmos.provide("signalbeam", "twins");
        var made = Files.writeString(
                folder.resolve("endpoint.new"), cosmos.endpoint().toString(), StandardCharsets.US_ASCII);
        // At once, so that nobody reads half of it.
        Files.move(made, folder.resolve("endpoint"));
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        process.close();
    }
}
