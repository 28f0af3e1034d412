package io.signalbeam.functions.app;

import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Jdbi;

/**
 * Brings a database to this version's schema. Run by the deployment and by the local cloud, never by a function's start:
 * the app's own login cannot change the schema.
 */
public final class Migrate {

    private Migrate() {}

    /** {@code Migrate <jdbcUrl of the owner> [<login role of the app>]}; the login role is let into the app's roles. */
    public static void main(String[] args) {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: Migrate <jdbcUrl> [<login role of the function app>]");
            System.exit(2);
        }
        System.out.println("migrations applied: " + migrate(args[0]));
        if (args.length == 2) {
            letIn(args[0], args[1]);
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

    /** Lets the function app's login take on its two roles. */
    public static void letIn(String jdbcUrl, String login) {
        Jdbi.create(jdbcUrl).useHandle(handle -> {
            var quoted = handle.createQuery("select quote_ident(:login)")
                    .bind("login", login)
                    .mapTo(String.class)
                    .one();
            handle.execute("grant signalbeam_app, signalbeam_service to " + quoted);
        });
    }
}
