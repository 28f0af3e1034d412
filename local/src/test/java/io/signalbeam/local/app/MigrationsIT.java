package io.signalbeam.local.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.local.postgres.LocalPostgres;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsIT {
    private static final Path STAGED = Path.of("../functions/target/azure-functions/signalbeam-functions")
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path folder;

    private LocalPostgres postgres;
    private Path staged;

    @BeforeEach
    void start() throws Exception {
        postgres = LocalPostgres.start(folder.resolve("postgres"), folder.resolve("secrets"), 0);
        staged = Files.createDirectories(folder.resolve("staged"));
        Files.createSymbolicLink(staged.resolve("lib"), STAGED.resolve("lib"));
        try (var jars = Files.newDirectoryStream(STAGED, "*.jar")) {
            for (var jar : jars) {
                Files.copy(jar, staged.resolve(jar.getFileName()));
            }
        }
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    @Test
    void the_program_runs_only_when_something_is_new_on_either_side() throws Exception {
        assertThat(apply()).isTrue();
        assertThat(tables("devices")).isEqualTo(1);
        assertThat(apply()).as("nothing is new").isFalse();

        addMigration();
        assertThat(apply()).as("the app has a migration more").isTrue();
        assertThat(tables("probe")).isEqualTo(1);
        assertThat(apply()).isFalse();

        execute("drop schema public cascade");
        execute("create schema public");
        assertThat(apply()).as("the database was emptied").isTrue();
        assertThat(tables("devices")).isEqualTo(1);
        assertThat(apply()).isFalse();
    }

    private boolean apply() throws Exception {
        return new Migrations(staged, folder.resolve("stamp"), folder.resolve("migrations.log"))
                .apply(postgres.ownerUrl());
    }

    private void addMigration() throws Exception {
        try (var jars = Files.newDirectoryStream(staged, "*.jar")) {
            for (var jar : jars) {
                try (var inside = FileSystems.newFileSystem(jar)) {
                    Files.writeString(inside.getPath("db/migration/V999__probe.sql"), "create table probe (id int);");
                }
            }
        }
    }

    private long tables(String name) throws Exception {
        try (var connection = DriverManager.getConnection(postgres.ownerUrl());
                var query = connection.prepareStatement(
                        "select count(*) from information_schema.tables where table_name = ?")) {
            query.setString(1, name);
            try (var result = query.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private void execute(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(postgres.ownerUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
