package io.signalbeam.local.azurite;

import io.signalbeam.local.node.NodeProcess;
import io.signalbeam.local.node.NodeServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Azurite as a child process: blobs, queues and tables on loopback, what is stored kept between runs. */
public final class LocalAzurite implements AutoCloseable {
    private static final List<Pattern> READY = List.of(listening("Blob"), listening("Queue"), listening("Table"));

    private final NodeProcess process;
    private final Account account;
    private final int blobPort;
    private final int queuePort;
    private final int tablePort;

    private LocalAzurite(NodeProcess process, Account account, List<MatchResult> lines) {
        this.process = process;
        this.account = account;
        this.blobPort = Integer.parseInt(lines.get(0).group(1));
        this.queuePort = Integer.parseInt(lines.get(1).group(1));
        this.tablePort = Integer.parseInt(lines.get(2).group(1));
    }

    /** A storage account's name and its key in base64. */
    public record Account(String name, String key) {
        /** The account that every storage emulator has and every tool knows; documented by Azure, so no secret. */
        public static final Account DEVELOPMENT = new Account(
                "devstoreaccount1",
                "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");
    }

    /** Where each service listens; 0 takes a free port. */
    public record Ports(int blob, int queue, int table) {
        public static final Ports FREE = new Ports(0, 0, 0);
    }

    /** Starts it with the development account. */
    public static LocalAzurite start(NodeServices services, Path directory, Ports ports) {
        return start(services, directory, ports, Account.DEVELOPMENT);
    }

    /** Starts it; blobs and their index are kept under the directory. */
    public static LocalAzurite start(NodeServices services, Path directory, Ports ports, Account account) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var started = NodeProcess.start(
                "Azurite",
                services,
                "azurite.mjs",
                List.of(
                        "--location",
                        directory.toAbsolutePath().toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--queueHost",
                        "127.0.0.1",
                        "--tableHost",
                        "127.0.0.1",
                        "--blobPort",
                        Integer.toString(ports.blob()),
                        "--queuePort",
                        Integer.toString(ports.queue()),
                        "--tablePort",
                        Integer.toString(ports.table()),
                        // The SDK's newest service version is often ahead of Azurite's.
                        "--skipApiVersionCheck",
                        "--disableTelemetry",
                        "--silent"),
                Map.of("AZURITE_ACCOUNTS", account.name() + ":" + account.key()),
                directory.resolve("azurite.log"),
                READY);
        return new LocalAzurite(started.process(), account, started.lines());
    }

    /** The port of the blob service. */
    public int port() {
        return blobPort;
    }

    /** The blob service's address, account included. */
    public String blobEndpoint() {
        return endpoint(blobPort);
    }

    /** What the storage SDKs and the functions host take as a connection. */
    public String connectionString() {
        return "DefaultEndpointsProtocol=http;AccountName=" + account.name() + ";AccountKey=" + account.key()
                + ";BlobEndpoint=" + endpoint(blobPort) + ";QueueEndpoint=" + endpoint(queuePort) + ";TableEndpoint="
                + endpoint(tablePort) + ";";
    }

    /** The child's process id. */
    public long pid() {
        return process.pid();
    }

    private String endpoint(int port) {
        return "http://127.0.0.1:" + port + "/" + account.name();
    }

    @Override
    public void close() {
        process.close();
    }

    private static Pattern listening(String service) {
        return Pattern.compile(
                "Azurite " + service + " service is successfully listen\\w+ (?:at|on) http://127\\.0\\.0\\.1:(\\d+)");
    }
}
