package io.signalbeam.local.bench;

import io.signalbeam.local.host.app.StagedApp;
import io.signalbeam.local.postgres.LocalPostgres;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the store does by itself: from the raw bytes of the trigger's batch to committed rows, against PostgreSQL's own
 * COPY; and its queries. The database is one of its own, on disk and with {@code fsync}; {@link StoreRun} works in a
 * process of its own, because the app reads its settings from the environment.
 */
final class StoreBench {
    /** A quarter of 8 GiB, which is what Azure gives a D2ds v5, the half of what both trees put into production. */
    private static final String SHARED_BUFFERS = "2GB";

    private static final int CONNECTIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private StoreBench() {}

    static List<Figure> run(Bench.Setting setting) throws Exception {
        var folder = setting.folder().resolve("store");
        try (var postgres =
                LocalPostgres.start(folder.resolve("postgres"), folder.resolve("secrets"), 0, SHARED_BUFFERS)) {
            var staged = setting.root().resolve("functions/target/azure-functions/signalbeam-functions");
            setting.say("migrating a database of its own");
            migrate(staged, postgres, folder);
            setting.say("writing by the trigger, by COPY and row by row");
            var figures = new ArrayList<>(write(setting, staged, postgres, folder));
            figures.addAll(ReadBench.run(setting, postgres));
            return figures;
        }
    }

    private static void migrate(Path staged, LocalPostgres postgres, Path folder)
            throws IOException, InterruptedException {
        var log = folder.resolve("migrate.log");
        var builder = Jvm.command(
                        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                        staged + "/*:" + staged + "/lib/*",
                        "io.signalbeam.functions.app.Migrate",
                        List.of(postgres.ownerUrl()))
                .redirectOutput(log.toFile());
        try (var program = ChildProcess.start("The migrations", builder, ChildProcess.Ask.SIGNAL, PATIENCE)) {
            if (program.waitFor() != 0) {
                throw new IOException("the migrations failed:\n" + Files.readString(log));
            }
        }
    }

    private static List<Figure> write(Bench.Setting setting, Path staged, LocalPostgres postgres, Path folder)
            throws IOException, InterruptedException {
        int batch = StagedApp.read(staged).host().eventHubs().maxEventBatchSize();
        int rows = setting.quick() ? 96_000 : 400_000;
        var log = folder.resolve("store-run.log");
        var builder = Jvm.sameClasses(
                        List.of("-XX:+UseParallelGC", "-Xmx3g"),
                        StoreRun.class,
                        List.of(
                                staged.toString(),
                                postgres.ownerUrl(),
                                Integer.toString(CONNECTIONS),
                                Integer.toString(batch),
                                Integer.toString(rows),
                                setting.quick() ? "3" : "5"))
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment(postgres));
        try (var program = ChildProcess.start("The store's run", builder, ChildProcess.Ask.SIGNAL, PATIENCE)) {
            if (program.waitFor() != 0) {
                throw new IOException("the store's run failed:\n" + Files.readString(log));
            }
        }
        return figures(Files.readAllLines(log, StandardCharsets.UTF_8), batch);
    }

    private static List<Figure> figures(List<String> lines, int batch) {
        var said = new TreeMap<String, Double>();
        for (var line : lines) {
            var words = line.split(" ", -1);
            if (words.length == 3 && words[0].equals("measured")) {
                said.put(words[1], Double.valueOf(words[2]));
            }
        }
        double written = said.getOrDefault("written", 0.0);
        return List.of(
                Figure.of("store_batch", batch, "events"),
                Figure.of("store_written", written, "rows/s"),
                Figure.of("store_copied", said.getOrDefault("copied", 0.0), "rows/s"),
                Figure.of("store_share_of_copy", said.getOrDefault("share", 0.0), "of COPY")
                        .with(Bar.atLeast(0.5)),
                Figure.of("store_usual_worker", said.getOrDefault("usual", 0.0), "rows/s"),
                Figure.of("store_times_usual", written / said.getOrDefault("usual", Double.MAX_VALUE), "times")
                        .with(Bar.atLeast(5)),
                Figure.of("store_decoding", said.getOrDefault("decoding", 0.0), "µs an event"),
                Figure.of("store_app_cpu", said.getOrDefault("app_cpu", 0.0), "µs an event"),
                Figure.of("store_server_cpu", said.getOrDefault("server_cpu", 0.0), "µs an event"),
                Figure.of("store_copy_server_cpu", said.getOrDefault("copy_cpu", 0.0), "µs an event"),
                Figure.of("event_json", said.getOrDefault("json_bytes", 0.0), "bytes"),
                Figure.of("row_on_disk", said.getOrDefault("row_bytes", 0.0), "bytes"),
                Figure.of(
                        "row_share_of_json",
                        said.getOrDefault("row_bytes", 0.0) / said.getOrDefault("json_bytes", 1.0),
                        "of the JSON"));
    }

    /** What the app asks for at its start; nothing of it is used but the database. */
    private static Map<String, String> environment(LocalPostgres postgres) {
        var environment = new HashMap<String, String>();
        environment.put("PostgresUrl", postgres.appUrl());
        environment.put("PostgresServiceUrl", postgres.serviceUrl());
        environment.put("CosmosConnection__accountEndpoint", "https://localhost");
        environment.put("BlobConnection", "UseDevelopmentStorage=true");
        environment.put("KeyVaultUri", "https://localhost");
        environment.put(
                "EventHubConnection",
                "Endpoint=sb://localhost:5672;SharedAccessKeyName=x;SharedAccessKey=eA==;UseDevelopmentEmulator=true");
        environment.put(
                "SIGNALBEAM_OIDC_ISSUERS",
                "[{\"issuer\":\"https://issuer.test\",\"audience\":\"api\",\"tenantClaim\":\"tid\",\"rolesClaim\":\"roles\"}]");
        environment.put("SIGNALBEAM_PLATFORM_ADMINS", "https://issuer.test#root");
        return environment;
    }
}
