package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** A hot standby of a local cloud's PostgreSQL, with its logins and their passwords. */
final class StreamingReplica implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final String password;

    /** @param primary which must be running; a base backup of it is made while it is */
    StreamingReplica(CloudProcess primary, Path data) throws Exception {
        password = Files.readString(primary.folder.resolve("secrets/postgres.password"));
        var origin = primary.folder.resolve("data/postgres/data");
        int port = primary.port("POSTGRES");
        Files.writeString(
                origin.resolve("pg_hba.conf"),
                "host replication postgres 127.0.0.1/32 scram-sha-256\n",
                StandardOpenOption.APPEND);
        // One session from the start to the stop: the backup ends with it.
        try (var connection = connect(port)) {
            ask(connection, "select pg_reload_conf()");
            ask(connection, "select pg_backup_start('replica', true)");
            copy(origin, data);
            Files.writeString(
                    data.resolve("backup_label"), ask(connection, "select labelfile from pg_backup_stop(false)"));
        }
        // What was written while the backup went on.
        copy(origin.resolve("pg_wal"), data.resolve("pg_wal"));
        Files.createFile(data.resolve("standby.signal"));
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                """
                primary_conninfo = 'host=127.0.0.1 port=%d user=postgres password=%s'
                wal_retrieve_retry_interval = '200ms'
                """.formatted(port, password),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setConnectConfig("password", password)
                .setServerConfig("max_connections", "120")
                .setServerConfig("unix_socket_directories", "")
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** The same login, here. */
    String url(String ofPrimary) {
        return ofPrimary.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port());
    }

    /** What the primary commits from now on is never heard of. */
    void cutOff() throws Exception {
        try (var connection = connect(port())) {
            try (var statement = connection.createStatement()) {
                statement.execute("alter system set primary_conninfo = ''");
            }
            ask(connection, "select pg_reload_conf()");
            Eventually.check(() -> assertThat(ask(connection, "select count(*) from pg_stat_wal_receiver"))
                    .isEqualTo("0"));
        }
    }

    /** Waits until it knows what the primary has committed by now. */
    void catchUp(CloudProcess primary) throws Exception {
        try (var there = connect(primary.port("POSTGRES"));
                var here = connect(port())) {
            var written = ask(there, "select pg_current_wal_insert_lsn()");
            Eventually.check(() -> assertThat(ask(here, "select pg_last_wal_replay_lsn() >= '" + written + "'"))
                    .isEqualTo("t"));
        }
    }

    void promote() throws SQLException {
        try (var connection = connect(port())) {
            assertThat(ask(connection, "select pg_promote()")).isEqualTo("t");
        }
    }

    /** One value, of the product's database. */
    String ask(String question) throws SQLException {
        try (var connection = connect(port(), "signalbeam")) {
            return ask(connection, question);
        }
    }

    private Connection connect(int port) throws SQLException {
        return connect(port, "postgres");
    }

    private Connection connect(int port, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", password);
    }

    private static String ask(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Files may come and go meanwhile: the log that is replayed puts them right. */
    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var one : all.toList()) {
                var target = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(one));
                } else if (!one.getFileName().toString().startsWith("postmaster.")) {
                    copyFile(one, target);
                }
            }
        }
    }

    private static void copyFile(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException e) {
            // It went.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
