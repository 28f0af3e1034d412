package io.signalbeam.local.soak.ingest;

import io.signalbeam.local.app.FunctionsHostMain;
import io.signalbeam.local.app.Migrations;
import io.signalbeam.local.app.Ports;
import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.fleet.CloudClient;
import io.signalbeam.local.node.NodeServices;
import io.signalbeam.local.postgres.LocalPostgres;
import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.ChildProcess.Ask;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What telemetry needs of the cloud and nothing else: the broker, the packaged functions that take events, blobs and
 * PostgreSQL. Every part but the blobs can be killed and started again where it was.
 */
public final class IngestCloud implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestCloud.class);

    static final String TELEMETRY = "device-telemetry";
    static final String REPORTS = "device-reports";
    static final int PARTITIONS = 4;
    /** The consumer group of those who look at what the hub holds. */
    static final String AUDITORS = "auditors";

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Of the app's functions, those that events meet, and those that look after what they are stored in. */
    private static final String ROLL_UP = "roll-up-metrics";

    private static final List<String> NEEDED =
            List.of("ingest-telemetry", "ingest-reports", "maintain-metrics", ROLL_UP, "health-live");

    private static final String SERVING = " signalbeam_service_login ";

    private final Path folder;
    private final LocalAzurite azurite;
    private final StagedCopy app;
    // Of a block that stays free while the server of a port is away.
    private final int brokerPort = Ports.freeBlock();
    private final int postgresPort = brokerPort + 1;
    private final int hostPort = brokerPort + 2;
    private LocalPostgres postgres;
    private ChildProcess broker;
    private ChildProcess host;

    private IngestCloud(Path root, Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        var staged = root.resolve("functions/target/azure-functions/signalbeam-functions");
        this.app = StagedCopy.of(staged, folder.resolve("app"));
        this.azurite = LocalAzurite.start(
                NodeServices.installed(root.resolve("local/services")),
                folder.resolve("azurite"),
                LocalAzurite.Ports.FREE);
        this.postgres = newPostgres();
        new Migrations(staged, folder.resolve("migrated"), folder.resolve("migrations.log")).apply(postgres.ownerUrl());
        this.broker = newBroker();
        this.host = newHost();
    }

    /**
     * Starts it, on ports that nobody else uses.
     *
     * @param root of the project, all of it built
     * @param folder for all that it keeps; must be new
     */
    public static IngestCloud start(Path root, Path folder) throws IOException, InterruptedException {
        return new IngestCloud(root, folder);
    }

    /** For whoever reads or sends with the namespace's key. */
    String brokerUrl() {
        return BrokerMain.connectionString(folder.resolve("broker"), brokerPort);
    }

    /** JDBC URL of the schema's owner. */
    String ownerUrl() {
        return postgres.ownerUrl();
    }

    String blobs() {
        return azurite.connectionString();
    }

    CloudClient http() {
        return new CloudClient(URI.create("http://127.0.0.1:" + hostPort));
    }

    /** Has the host run the timer of the roll-ups at once, when the host is there. */
    void rollUp() throws InterruptedException {
        try {
            http().send("POST", "/admin/functions/" + ROLL_UP, Map.of(), null);
        } catch (IOException e) {
            // It was killed; its successor runs the timer by itself.
            LOG.debug("No roll-up", e);
        }
    }

    /** How often the trigger of telemetry has failed since its host was started. */
    long failures() throws IOException, InterruptedException {
        for (var function :
                http().send("GET", "/admin/functions", Map.of(), null).ok()) {
            if (function.path("name").asText().equals("ingest-telemetry")) {
                return function.path("failures").asLong();
            }
        }
        throw new IOException("the host knows no function that takes telemetry");
    }

    /** How often that trigger failed for another reason than that something was away for a while, says the host's log. */
    long crashes() throws IOException {
        var lines = Files.readAllLines(hostLog());
        return IntStream.range(0, lines.size() - 1)
                .filter(i -> lines.get(i).endsWith("Function ingest-telemetry failed"))
                .filter(i -> !lines.get(i + 1).startsWith("io.signalbeam.functions.outcome.TransientFailure"))
                .count();
    }

    /** Has the broker's process make load of itself; what is ordered next begins after it. */
    void order(Load load) throws IOException {
        var orders = broker.process().outputWriter(StandardCharsets.UTF_8);
        orders.write(load.order());
        orders.newLine();
        orders.flush();
    }

    /** New devices of a new tenant. */
    List<DeviceId> devices(int count) throws SQLException {
        var tenant = TenantId.random();
        var devices = new ArrayList<DeviceId>();
        try (var connection = DriverManager.getConnection(ownerUrl());
                var addTenant =
                        connection.prepareStatement("insert into tenants (id, name, display_name) values (?, ?, ?)");
                var addDevice =
                        connection.prepareStatement("insert into devices (id, tenant_id, name) values (?, ?, ?)")) {
            connection.setAutoCommit(false);
            addTenant.setObject(1, tenant.value());
            addTenant.setString(2, "t-" + tenant);
            addTenant.setString(3, "soak");
            addTenant.execute();
            for (int i = 0; i < count; i++) {
                var device = DeviceId.random();
                addDevice.setObject(1, device.value());
                addDevice.setObject(2, tenant.value());
                addDevice.setString(3, "d-" + i);
                addDevice.addBatch();
                devices.add(device);
            }
            addDevice.executeBatch();
            connection.commit();
        }
        return devices;
    }

    void killBroker() throws IOException, InterruptedException {
        kill(broker);
        broker = newBroker();
    }

    void killHost() throws IOException, InterruptedException {
        kill(host);
        host = newHost();
    }

    /** @param away how long the server stays away */
    void killPostgres(Duration away) throws InterruptedException {
        postgres.kill();
        Thread.sleep(away);
        postgres = newPostgres();
    }

    /** Processes of PostgreSQL that write for the app at this moment: in a COPY, an INSERT, or between two statements. */
    List<ProcessHandle> writers() {
        return postgres.processes().stream()
                .filter(process -> {
                    var title = title(process);
                    return title.contains(SERVING)
                            && (title.contains("COPY") || title.contains("INSERT") || title.contains("in transaction"));
                })
                .toList();
    }

    /** What the process says that it does: PostgreSQL's {@code update_process_title}. */
    private static String title(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static void kill(ChildProcess child) throws InterruptedException {
        child.process().destroyForcibly().waitFor();
        child.close();
    }

    private LocalPostgres newPostgres() {
        return LocalPostgres.start(folder.resolve("postgres"), folder.resolve("secrets"), postgresPort);
    }

    private ChildProcess newBroker() throws IOException {
        var child = ChildProcess.start(
                "The broker",
                Jvm.sameClasses(
                        List.of("-XX:+UseSerialGC", "-Xmx192m", "-Dsignalbeam.log.level=WARN"),
                        BrokerMain.class,
                        List.of(folder.resolve("broker").toString(), Integer.toString(brokerPort))),
                Ask.END_OF_INPUT,
                STOP);
        ChildLine.await(child);
        return child;
    }

    private ChildProcess newHost() throws IOException, InterruptedException {
        var builder = Jvm.sameClasses(
                        FunctionsHostMain.JVM_OPTIONS,
                        FunctionsHostMain.class,
                        List.of(app.folder().toString(), Integer.toString(hostPort)))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(hostLog().toFile()));
        builder.environment().putAll(settings());
        var child = ChildProcess.start("The functions host", builder, Ask.SIGNAL, FunctionsHostMain.STOP);
        try {
            awaitAnswer(child);
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
        return child;
    }

    Path hostLog() {
        return folder.resolve("functions.log");
    }

    private void awaitAnswer(ChildProcess child) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (http().send("GET", "/api/health/live", Map.of(), null).status() == 200) {
                    return;
                }
            } catch (IOException e) {
                if (!child.isAlive() || System.nanoTime() > end) {
                    throw new IOException("the functions host does not answer; see " + hostLog(), e);
                }
            }
            Thread.sleep(50);
        }
    }

    private Map<String, String> settings() {
        var settings = new HashMap<>(Map.of(
                "PostgresUrl",
                postgres.appUrl(),
                "PostgresServiceUrl",
                postgres.serviceUrl(),
                "BlobConnection",
                azurite.connectionString(),
                "AzureWebJobsStorage",
                azurite.connectionString(),
                "EventHubConnection",
                brokerUrl(),
                "SIGNALBEAM_TELEMETRY_HUB",
                TELEMETRY,
                "SIGNALBEAM_REPORTS_HUB",
                REPORTS,
                // Right in form, with nothing behind them: what takes events asks for neither.
                "CosmosConnection__accountEndpoint",
                "https://127.0.0.1:1/",
                "KeyVaultUri",
                "https://vault.test/",
                "SIGNALBEAM_OIDC_ISSUERS",
                "[{\"issuer\":\"http://127.0.0.1:1/\",\"audience\":\"a\","
                        + "\"tenantClaim\":\"t\",\"rolesClaim\":\"r\"}]"));
        app.functions().stream()
                .filter(name -> !NEEDED.contains(name))
                .forEach(name -> settings.put("AzureWebJobs." + name + ".Disabled", "true"));
        return settings;
    }

    @Override
    public void close() {
        host.close();
        broker.close();
        azurite.close();
        postgres.close();
    }
}
