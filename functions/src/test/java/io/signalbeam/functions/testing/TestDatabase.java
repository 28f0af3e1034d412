package io.signalbeam.functions.testing;

import io.signalbeam.functions.adapter.postgres.Database;
import io.signalbeam.functions.app.Migrate;
import io.signalbeam.shared.id.TenantId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * A fresh, migrated database on the JVM's one embedded PostgreSQL 17. The app's logins are no superusers, so that row-level
 * security holds in tests as it does in production.
 */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final UnaryOperator<String> urls;
    private final Runnable drop;
    private final Jdbi owner;
    private final Database database;

    /** @param urls a login's JDBC URL */
    private TestDatabase(UnaryOperator<String> urls, Runnable drop) {
        this.urls = urls;
        this.drop = drop;
        this.owner = Jdbi.create(ownerUrl()).installPlugin(new PostgresPlugin());
        this.database = new Database(jdbcUrl(), serviceUrl(), 8);
    }

    public static TestDatabase create() {
        var name = "fleet_" + COUNT.incrementAndGet();
        var server = Jdbi.create(url("postgres", "postgres"));
        server.useHandle(handle -> handle.execute("create database " + name + " template " + Server.TEMPLATE));
        return new TestDatabase(
                login -> url(name, login),
                () -> server.useHandle(handle -> handle.execute("drop database if exists " + name + " with (force)")));
    }

    /** The one database of a server with TimescaleDB, which is gone with the server. */
    public static TestDatabase on(TimescaleServer server) {
        return new TestDatabase(login -> server.jdbcUrl(), () -> {});
    }

    /** As the function app has it, but with every migration applied. */
    public Database database() {
        return database;
    }

    /** A JDBC URL for the function app's login that serves one tenant at a time. */
    public String jdbcUrl() {
        return urls.apply("signalbeam_login");
    }

    /** A JDBC URL for the function app's login that serves all tenants. */
    public String serviceUrl() {
        return urls.apply("signalbeam_service_login");
    }

    /** A JDBC URL for the owner of the schema. */
    public String ownerUrl() {
        return urls.apply("postgres");
    }

    /** Past all row-level security: to prepare and to look, never to test a statement of the app. */
    public Jdbi owner() {
        return owner;
    }

    /** Makes a tenant. */
    public TenantId tenant(String tenantName) {
        var id = TenantId.random();
        owner.useHandle(handle -> handle.execute(
                "insert into tenants (id, name, display_name) values (?, ?, ?)", id.value(), tenantName, tenantName));
        return id;
    }

    /** Names of the tables that have a tenant, the time series among them. */
    public static List<String> tablesOfTenants(Handle tx) {
        return tx.createQuery("select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
                        + " where a.attname = 'tenant_id' and c.relkind in ('r', 'p') and not c.relispartition"
                        + " and c.relnamespace = 'public'::regnamespace order by 1")
                .mapTo(String.class)
                .list();
    }

    @Override
    public void close() {
        database.close();
        drop.run();
    }

    private static String url(String database, String user) {
        return Server.INSTANCE.getJdbcUrl(user, database);
    }

    private static final class Server {
        static final String TEMPLATE = "fleet_template";
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                var server = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "stop embedded PostgreSQL"));
                var admin = Jdbi.create(server.getJdbcUrl("postgres", "postgres"));
                admin.useHandle(handle -> {
                    handle.execute("create role signalbeam_login login noinherit");
                    handle.execute("create role signalbeam_service_login login noinherit");
                    handle.execute("create database " + TEMPLATE);
                });
                var template = server.getJdbcUrl("postgres", TEMPLATE);
                Migrate.migrate(template);
                Migrate.letIn(template, "signalbeam_login", "signalbeam_service_login");
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void close(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
