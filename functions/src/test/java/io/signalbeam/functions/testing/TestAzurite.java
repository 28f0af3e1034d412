package io.signalbeam.functions.testing;

import io.signalbeam.functions.adapter.blob.Blobs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Azure's blob storage as Azurite has it, in memory, on a free port; ends with this process. */
public final class TestAzurite implements AutoCloseable {
    private static final Path SERVICES = Path.of("../local/services");
    private static final Pattern READY = Pattern.compile("successfully listens on http://127\\.0\\.0\\.1:(\\d+)");
    private static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private final Process process;
    private final int port;

    private TestAzurite(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static TestAzurite start() {
        var script = SERVICES.resolve("node_modules/azurite/dist/src/blob/main.js");
        if (!Files.exists(script)) {
            throw new AssertionError("Azurite is not there. Run: npm ci --prefix local/services (./beam does it)");
        }
        try {
            var process = new ProcessBuilder(
                            "node",
                            script.toString(),
                            "--blobPort",
                            "0",
                            "--inMemoryPersistence",
                            "--skipApiVersionCheck",
                            "--disableTelemetry")
                    .redirectErrorStream(true)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop Azurite"));
            var lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var ready = READY.matcher(line);
                if (ready.find()) {
                    // What it says from now on must not fill the pipe.
                    Thread.ofVirtual().start(() -> lines.lines().forEach(said -> {}));
                    return new TestAzurite(process, Integer.parseInt(ready.group(1)));
                }
            }
            throw new AssertionError("Azurite does not start");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The app's client of it. */
    public Blobs blobs() {
        return new Blobs(TestCloud.settings(Map.of(
                        "BlobConnection",
                        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=" + KEY
                                + ";BlobEndpoint=http://127.0.0.1:" + port + "/devstoreaccount1;"))
                .blobs());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
