package io.signalbeam.functions.app;

import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Brings a database to this version's schema. Run by the deployment and by the local cloud, never by a function's start:
 * the app's own login cannot change the schema.
 */
public final class Migrate {

    private Migrate() {}

    /**
     * {@code Migrate <jdbcUrl of the owner> [<login> [<service login>]]}; the login is let into the role that serves one
     * tenant at a time, the service login into the one that serves all. A login alone is let into both.
     */
    public static void main(String[] args) {
        if (args.length < 1 || args.length > 3) {
            System.err.println("usage: Migrate <jdbcUrl> [<login of the function app> [<its login for all tenants>]]");
            System.exit(2);
        }
        System.out.println("migrations applied: " + migrate(args[0]));
        if (args.length > 1) {
            letIn(args[0], args[1], args[args.length - 1]);
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
