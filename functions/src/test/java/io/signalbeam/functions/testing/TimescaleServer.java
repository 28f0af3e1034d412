package io.signalbeam.functions.testing;

import io.signalbeam.functions.app.Migrate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL 17 with TimescaleDB as WebAssembly on Node, migrated. One back end serves all connections in turn, as
 * superuser: roles are taken on as in production, but concurrency, and COPY as such a role, are for plain PostgreSQL to
 * show. Takes half a gigabyte.
 */
public final class TimescaleServer implements AutoCloseable {
    private static final Path SCRIPTS = Path.of("src/test/node");
    private static final String LISTENING = "listening on ";

    private final Process process;
    private final int port;

    private TimescaleServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** As {@code timescaledb.license} would have it. */
    public enum Edition {
        /** What Azure offers. */
        APACHE,
        COMMUNITY
    }

    /** @throws IllegalStateException when it does not start; the message has what it said */
    public static TimescaleServer start(Edition edition) {
        if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
            throw new IllegalStateException("TimescaleDB is not there. Run: npm ci --prefix functions/" + SCRIPTS
                    + " (./beam test does it by itself).");
        }
        try {
            // It ends when its standard input does, however this JVM dies.
            var process = new ProcessBuilder(
                            "node", "timescale.mjs", edition.name().toLowerCase(Locale.ROOT))
                    .directory(SCRIPTS.toFile())
                    .redirectErrorStream(true)
                    .start();
            var server = new TimescaleServer(process, port(process));
            Migrate.migrate(server.jdbcUrl());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(Process process) throws IOException {
        var said = new ArrayList<String>();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> output.lines().forEach(System.err::println));
                return Integer.parseInt(line.substring(LISTENING.length()));
            }
        }
        throw new IllegalStateException("TimescaleDB has not started: " + String.join("\n", said));
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/template1?user=postgres&sslmode=disable&prepareThreshold=0";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
