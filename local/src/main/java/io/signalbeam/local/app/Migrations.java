package io.signalbeam.local.app;

import io.signalbeam.local.process.ChildProcess;
import io.signalbeam.local.process.Jvm;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.shared.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * Brings a database to the schema of the staged app, by the app's own program in a JVM of its own. That costs seconds, so
 * it is left out when both sides are as that program last left them: the migrations in the app, and the history that
 * Flyway keeps in the database.
 *
 * @param staged the staged app
 * @param stamp where the state of both sides is kept
 * @param log of the program
 */
public record Migrations(Path staged, Path stamp, Path log) {
    /** A migration that is cut off is rolled back; one that takes long is better waited for. */
    private static final Duration STOP = Duration.ofMinutes(2);

    /**
     * Applies what is missing.
     *
     * @param ownerUrl JDBC URL of the schema's owner
     * @return whether the program had to run
     * @throws IOException when it failed
     */
    public boolean apply(String ownerUrl) throws IOException, InterruptedException {
        var before = state(ownerUrl);
        if (Files.exists(stamp) && Files.readString(stamp).equals(before)) {
            return false;
        }
        Files.deleteIfExists(stamp);
        var builder = Jvm.command(
                        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                        staged + "/*:" + staged + "/lib/*",
                        "io.signalbeam.functions.app.Migrate",
                        List.of(ownerUrl))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try (var program = ChildProcess.start("The migrations", builder, ChildProcess.Ask.SIGNAL, STOP)) {
            if (program.waitFor() != 0) {
                throw new IOException("the migrations failed; see " + log);
            }
        }
        OwnerOnly.write(stamp, state(ownerUrl).getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private String state(String ownerUrl) throws IOException {
        return "migrations " + migrations() + "\nhistory " + history(ownerUrl) + "\n";
    }

    /** Of everything that decides what the program does. The checksums are the archive's own, so nothing is unpacked. */
    private String migrations() throws IOException {
        var digest = Sha256.digest();
        try (var files = Files.newDirectoryStream(staged, "*.jar")) {
            for (var file : files) {
                try (var jar = new ZipFile(file.toFile())) {
                    jar.stream()
                            .filter(entry -> entry.getName().startsWith("db/migration/")
                                    || entry.getName().endsWith("/app/Migrate.class"))
                            .map(entry -> entry.getName() + " " + entry.getSize() + " " + entry.getCrc() + "\n")
                            .sorted()
                            .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of the rows that Flyway has written, with their times, which no other database has; {@code none} where there are none. */
    private static String history(String ownerUrl) {
        var digest = Sha256.digest();
        try (var connection = DriverManager.getConnection(ownerUrl);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select installed_rank, script, checksum, installed_on, success
                        from flyway_schema_history order by installed_rank""")) {
            while (rows.next()) {
                for (int column = 1; column <= 5; column++) {
                    digest.update((rows.getString(column) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (SQLException e) {
            return "none";
        }
    }
}
