package io.signalbeam.functions.app;

import java.util.LinkedHashSet;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Brings a database to this version's schema. Run by the deployment and by the local cloud, never by a function's start:
 * the app's own login cannot change the schema.
 */
public final class Migrate {

    private Migrate() {}

    /**
     * {@code Migrate [<jdbcUrl of the owner>] [<login> [<service login>]...]}; without an address the setting
     * {@code PostgresUrl} says it, so that it shows in no list of processes. The login is let into the role that serves one
     * tenant at a time, the service login into the one that serves all. A login alone is let into both. Further pairs are of
     * environments that stand by: they may not be there yet, which is said and no error.
     */
    public static void main(String[] args) {
        var given = args.length > 0 && args[0].startsWith("jdbc:");
        var url = given ? args[0] : System.getenv("PostgresUrl");
        var logins = List.of(args).subList(given ? 1 : 0, args.length);
        if (url == null || (logins.size() > 2 && logins.size() % 2 != 0)) {
            System.err.println(
                    "usage: Migrate [<jdbcUrl>] [<login of the function app> [<its login for all tenants>]...]");
            System.exit(2);
            return;
        }
        System.out.println("migrations applied: " + migrate(url));
        if (!logins.isEmpty()) {
            var own = logins.subList(0, Math.min(2, logins.size()));
            makeEntraLogins(url, own);
            letIn(url, own.getFirst(), own.getLast());
            for (int i = 2; i < logins.size(); i += 2) {
                letInWhereThere(url, logins.get(i), logins.get(i + 1));
            }
        }
    }

    /** Of an environment that stands by, which is made after this one. */
    static void letInWhereThere(String jdbcUrl, String login, String serviceLogin) {
        try {
            makeEntraLogins(jdbcUrl, List.of(login, serviceLogin));
            letIn(jdbcUrl, login, serviceLogin);
        } catch (JdbiException e) {
            System.out.println("not let in, because they are not there: " + login + ", " + serviceLogin + " ("
                    + e.getMessage() + ")");
        }
    }

    /** Applies what is missing and gives back how many migrations that were. Safe to run from several places at once. */
    public static int migrate(String jdbcUrl) {
        var flyway = Flyway.configure()
                .dataSource(jdbcUrl, null, null)
                .locations("classpath:db/migration")
                .failOnMissingLocations(true);
        // A lock held by the session, not the transaction: migrations may then have statements that run in none.
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        return flyway.load().migrate().migrationsExecuted;
    }

    /**
     * On Azure Database for PostgreSQL makes the logins of managed identities of these names where they are missing, by the
     * function that the service puts into the database {@code postgres}; elsewhere does nothing.
     */
    static void makeEntraLogins(String jdbcUrl, List<String> logins) {
        var server = jdbcUrl.replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1postgres");
        Jdbi.create(server).useHandle(handle -> {
            var azure = handle.createQuery("select to_regproc('pgaadauth_create_principal') is not null")
                    .mapTo(Boolean.class)
                    .one();
            for (var login : new LinkedHashSet<>(logins)) {
                var there = handle.createQuery("select exists (select from pg_roles where rolname = :login)")
                        .bind("login", login)
                        .mapTo(Boolean.class)
                        .one();
                if (azure && !there) {
                    handle.createQuery("select pgaadauth_create_principal(:login, false, false)")
                            .bind("login", login)
                            .mapTo(String.class)
                            .one();
                }
            }
        });
    }

    /** Lets the function app's logins take on their roles; one login may have both, at the price of the wall between. */
    public static void letIn(String jdbcUrl, String login, String serviceLogin) {
        Jdbi.create(jdbcUrl).useHandle(handle -> {
            handle.execute("grant signalbeam_app to " + quoted(handle, login));
            handle.execute("grant signalbeam_service to " + quoted(handle, serviceLogin));
        });
    }

    private static String quoted(Handle handle, String login) {
        return handle.createQuery("select quote_ident(:login)")
                .bind("login", login)
                .mapTo(String.class)
                .one();
    }
}
