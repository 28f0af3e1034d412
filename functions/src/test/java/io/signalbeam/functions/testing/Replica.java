package io.signalbeam.functions.testing;

import io.signalbeam.functions.adapter.postgres.Database;
import io.signalbeam.functions.app.Migrate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;

/** Two servers: a migrated primary, and a hot standby that streams from it. */
public final class Replica implements AutoCloseable {
    private static final String DATABASE = "fleet";

    private final EmbeddedPostgres primary;
    private final EmbeddedPostgres standby;

    /** @param folder where their data is to be */
    public Replica(Path folder) throws IOException {
        var data = Files.createDirectory(folder.resolve("primary"));
        primary = start(data);
        var admin = Jdbi.create(primary.getJdbcUrl("postgres", "postgres"));
        admin.useHandle(tx -> {
            tx.execute("create role signalbeam_login login noinherit");
            tx.execute("create role signalbeam_service_login login noinherit");
            tx.execute("create database " + DATABASE);
        });
        Migrate.migrate(primary.getJdbcUrl("postgres", DATABASE));
        Migrate.letIn(primary.getJdbcUrl("postgres", DATABASE), "signalbeam_login", "signalbeam_service_login");
        var copy = folder.resolve("standby");
        admin.useHandle(tx -> {
            // One session from the start to the stop: the backup ends with it.
            tx.execute("select pg_backup_start('replica', true)");
            copy(data, copy);
            var label = tx.createQuery("select labelfile from pg_backup_stop(false)")
                    .mapTo(String.class)
                    .one();
            writeString(copy.resolve("backup_label"), label);
        });
        // What was written while the backup went on.
        copy(data.resolve("pg_wal"), copy.resolve("pg_wal"));
        writeString(copy.resolve("standby.signal"), "");
        writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primary.getPort() + " user=postgres'\n"
                        + "wal_retrieve_retry_interval = '200ms'\n");
        standby = start(copy);
    }

    private static EmbeddedPostgres start(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("max_connections", "50")
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
    }

    public Jdbi owner() {
        return Jdbi.create(primary.getJdbcUrl("postgres", DATABASE));
    }

    public Jdbi standbyOwner() {
        return Jdbi.create(standby.getJdbcUrl("postgres", DATABASE));
    }

    /** The app's database whose reads go to the standby. */
    public Database database(Duration lag) {
        return new Database(
                primary.getJdbcUrl("signalbeam_login", DATABASE),
                primary.getJdbcUrl("signalbeam_service_login", DATABASE),
                4,
                standby.getJdbcUrl("signalbeam_login", DATABASE),
                lag);
    }

    /** The primary's alone. */
    public Database primary() {
        return new Database(
                primary.getJdbcUrl("signalbeam_login", DATABASE),
                primary.getJdbcUrl("signalbeam_service_login", DATABASE),
                4);
    }

    /** As of an app in another region, which has nothing but the standby. */
    public Database standby() {
        return new Database(
                standby.getJdbcUrl("signalbeam_login", DATABASE),
                standby.getJdbcUrl("signalbeam_service_login", DATABASE),
                4);
    }

    /** The primary is lost, with all that the standby has not heard of; which becomes one, and has when this returns. */
    public void loseThePrimary() throws IOException {
        primary.close();
        standbyOwner().useHandle(tx -> tx.execute("select pg_promote()"));
    }

    /** Returns when the standby knows all that the primary has committed by now. */
    public void catchUp() {
        var written = owner().withHandle(tx -> tx.createQuery("select pg_current_wal_insert_lsn()::text")
                .mapTo(String.class)
                .one());
        var end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!standbyOwner()
                .withHandle(tx -> tx.createQuery("select pg_last_wal_replay_lsn() >= :written::pg_lsn")
                        .bind("written", written)
                        .mapTo(Boolean.class)
                        .one())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the standby does not follow");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    public void stopStandby() throws IOException {
        standby.close();
    }

    @Override
    public void close() throws IOException {
        standby.close();
        primary.close();
    }

    private static void writeString(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files may come and go meanwhile: the log that is replayed puts them right. */
    private static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
                } else if (!file.endsWith("postmaster.pid") && !file.endsWith("postmaster.opts")) {
                    copyFile(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyFile(Path file, Path target) throws IOException {
        try {
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException e) {
            // It went.
        }
    }
}
