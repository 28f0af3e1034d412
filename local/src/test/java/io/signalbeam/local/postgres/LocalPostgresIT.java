package io.signalbeam.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {
    @TempDir
    Path directory;

    @Test
    void keeps_rows_and_logins_through_a_restart_and_ends_a_server_left_behind() throws Exception {
        String pid;
        try (var postgres = start()) {
            update(postgres.ownerUrl(), "CREATE TABLE kept (n int)");
            update(postgres.ownerUrl(), "INSERT INTO kept VALUES (42)");
            pid = Files.readAllLines(directory.resolve("pg/data/postmaster.pid"))
                    .getFirst();
            assertThatThrownBy(this::start).hasMessageContaining("Another run");
        }
        awaitEnd(pid);

        var orphan = orphan();
        try (var postgres = start()) {
            assertThat(ask(postgres.ownerUrl(), "SELECT n FROM kept")).isEqualTo("42");
            awaitEnd(orphan);
        }
    }

    @Test
    void writes_safely_checks_passwords_and_gives_the_app_no_rights_of_its_own() throws Exception {
        try (var postgres = start()) {
            assertThat(ask(postgres.ownerUrl(), "SHOW fsync")).isEqualTo("on");
            assertThat(ask(postgres.ownerUrl(), "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres.ownerUrl(), "SHOW server_version")).startsWith("17.");
            assertThat(ask(postgres.ownerUrl(), "SELECT current_user")).isEqualTo("signalbeam_owner");

            assertThatThrownBy(() -> ask(
                            "jdbc:postgresql://127.0.0.1:" + postgres.port()
                                    + "/signalbeam?user=signalbeam_login&password=wrong",
                            "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> ask(
                            "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres?user=postgres&password=x",
                            "SELECT 1"))
                    .isInstanceOf(SQLException.class);

            update(postgres.ownerUrl(), "CREATE TABLE t (n int); GRANT SELECT ON t TO signalbeam_app");
            assertThatThrownBy(() -> ask(postgres.appUrl(), "SELECT count(*) FROM t"))
                    .hasMessageContaining("permission denied");
            assertThat(ask(postgres.appUrl(), "SET ROLE signalbeam_app", "SELECT count(*) FROM t"))
                    .isEqualTo("0");
            assertThatThrownBy(() -> ask(postgres.appUrl(), "SET ROLE signalbeam_service", "SELECT count(*) FROM t"))
                    .hasMessageContaining("permission denied to set role");
            assertThatThrownBy(() -> ask(postgres.serviceUrl(), "SET ROLE signalbeam_app", "SELECT count(*) FROM t"))
                    .hasMessageContaining("permission denied to set role");
            assertThat(ask(
                            postgres.ownerUrl(),
                            "SELECT string_agg(rolname, ',') FROM pg_roles"
                                    + " WHERE rolname LIKE 'signalbeam%' AND (rolbypassrls OR rolsuper)"))
                    .isNull();
        }
    }

    private LocalPostgres start() {
        return LocalPostgres.start(directory.resolve("pg"), directory.resolve("secrets"), 0);
    }

    /** Starts the server in another JVM and kills that JVM without a chance to clean up. */
    private String orphan() throws Exception {
        var jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("holder.log").toFile())
                .start();
        var ready = directory.resolve("held");
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!Files.exists(ready) && jvm.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(ready).exists();
        jvm.destroyForcibly().waitFor();
        var pid =
                Files.readAllLines(directory.resolve("pg/data/postmaster.pid")).getFirst();
        assertThat(runs(pid)).isTrue();
        return pid;
    }

    private static void awaitEnd(String pid) throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (runs(pid) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(runs(pid)).isFalse();
    }

    /** Whether it is there and no zombie: a zombie has no executable any more. */
    private static boolean runs(String pid) {
        return ProcessHandle.of(Long.parseLong(pid.strip()))
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    /** The run that gets killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            var directory = Path.of(args[0]);
            try (var postgres = LocalPostgres.start(directory.resolve("pg"), directory.resolve("secrets"), 0)) {
                Files.writeString(directory.resolve("held"), Integer.toString(postgres.port()));
                Thread.sleep(600_000);
            }
        }
    }

    private static void update(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String url, String... sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var i = 0; i < sql.length - 1; i++) {
                statement.execute(sql[i]);
            }
            try (var rows = statement.executeQuery(sql[sql.length - 1])) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
