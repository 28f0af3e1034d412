package io.signalbeam.local.postgres;

import io.signalbeam.local.files.FileTree;
import io.signalbeam.local.process.AtExit;
import io.signalbeam.local.secrets.OwnerOnly;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * PostgreSQL 17 on loopback, its data kept between runs and safe through a kill: {@code fsync} and synchronous commit
 * are on, and every login over TCP is checked by password (SCRAM).
 */
public final class LocalPostgres implements AutoCloseable {
    /** The database of the product. */
    public static final String DATABASE = "signalbeam";

    private static final String TRUSTING_NOBODY = """
            # Written by the local cloud: every login by password.
            host  all  all  127.0.0.1/32  scram-sha-256
            host  all  all  ::1/128       scram-sha-256
            """;

    /** It runs beside everything else of a cloud on one machine. */
    private static final String SMALL = "128MB";

    private final EmbeddedPostgres server;
    private final Path data;
    private final Logins logins;
    private final FileLock lock;

    private LocalPostgres(EmbeddedPostgres server, Path data, Logins logins, FileLock lock) {
        this.server = server;
        this.data = data;
        this.logins = logins;
        this.lock = lock;
    }

    /**
     * Starts the server, making its data directory, roles and database where they are missing (5 s the first time,
     * 1–2 s later). A server that a killed run left behind in this directory is ended first.
     *
     * @param directory where the data is kept; one run at a time
     * @param secrets where the passwords are kept, readable by the owner alone
     * @param port 0 takes a free one
     * @throws IllegalStateException when another run uses the directory
     */
    public static LocalPostgres start(Path directory, Path secrets, int port) {
        return start(directory, secrets, port, SMALL);
    }

    /**
     * Likewise, with a cache of another size.
     *
     * @param sharedBuffers as PostgreSQL writes sizes, such as {@code 2GB}
     */
    public static LocalPostgres start(Path directory, Path secrets, int port, String sharedBuffers) {
        try {
            Files.createDirectories(directory);
            var lock = lock(directory.resolve("lock"));
            try {
                return start(directory.toAbsolutePath(), Logins.in(secrets), port, sharedBuffers, lock);
            } catch (IOException | SQLException | RuntimeException e) {
                lock.acquiredBy().close();
                throw new IllegalStateException("PostgreSQL does not start in " + directory, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LocalPostgres start(Path directory, Logins logins, int port, String sharedBuffers, FileLock lock)
            throws IOException, SQLException {
        var data = directory.resolve("data");
        Orphan.end(data);
        var ready = directory.resolve("ready");
        if (!Files.exists(ready)) {
            // A kill during the very first start leaves a cluster that may lack anything; nothing of value is in it.
            FileTree.delete(data);
        }
        var server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port == 0 ? freePort() : port)
                .setConnectConfig("password", logins.superuser())
                .setPGStartupWait(Duration.ofSeconds(90))
                // AtExit ends it, after those who use it.
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C.UTF-8")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "120")
                .setServerConfig("shared_buffers", sharedBuffers)
                .setServerConfig("max_wal_size", "2GB")
                .setServerConfig("checkpoint_timeout", "20min")
                .setServerConfig("checkpoint_completion_target", "0.9")
                .start();
        try {
            logins.apply(server.getPostgresDatabase());
            Files.writeString(data.resolve("pg_hba.conf"), TRUSTING_NOBODY);
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("SELECT pg_reload_conf()");
            }
            OwnerOnly.write(ready, new byte[0]);
        } catch (SQLException | IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        var postgres = new LocalPostgres(server, data, logins, lock);
        AtExit.close(postgres);
        return postgres;
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    /** A JDBC URL, user and password in it, of the login that owns the schema: for Flyway. */
    public String ownerUrl() {
        return url("signalbeam_owner", logins.owner());
    }

    /**
     * A JDBC URL, user and password in it, of the app's login that serves one tenant at a time. It has no rights of its
     * own and inherits none: each transaction sets the role {@code signalbeam_app}, the only one open to it.
     */
    public String appUrl() {
        return url("signalbeam_login", logins.login());
    }

    /** Likewise, of the login that serves all tenants, by the role {@code signalbeam_service}. */
    public String serviceUrl() {
        return url("signalbeam_service_login", logins.service());
    }

    private String url(String user, String password) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + DATABASE + "?user=" + user + "&password=" + password;
    }

    /**
     * The server's processes: the first is its parent, and the others say in their command lines what they do. None once it
     * has ended.
     */
    public List<ProcessHandle> processes() {
        return Postmaster.of(data).map(Postmaster::processes).orElse(List.of());
    }

    /** Ends all of the server without any warning, as a loss of power would. To be started again in its directory. */
    public void kill() {
        Postmaster.of(data).ifPresent(Postmaster::kill);
        close();
    }

    /** Stops the server in its fast mode: clients are cut off, what they committed is kept. */
    @Override
    public void close() {
        try {
            server.close();
            lock.acquiredBy().close();
            AtExit.forget(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileLock lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // The same as a lock of another process: told below.
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("Another run uses the PostgreSQL in " + file.getParent());
        }
        return lock;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
