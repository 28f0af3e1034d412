package io.signalbeam.local.postgres;

import io.signalbeam.local.secrets.OwnerOnly;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The passwords of a server's logins, and the roles a deployment has; applying them twice changes nothing.
 *
 * @param superuser of {@code postgres}
 * @param owner of {@code signalbeam_owner}, who has the schema
 * @param login of {@code signalbeam_login}, the app's for one tenant at a time
 * @param service of {@code signalbeam_service_login}, the app's for all tenants
 */
public record Logins(String superuser, String owner, String login, String service) {

    static Logins in(Path secrets) {
        return new Logins(
                OwnerOnly.secret(secrets.resolve("postgres.password")),
                OwnerOnly.secret(secrets.resolve("postgres-owner.password")),
                OwnerOnly.secret(secrets.resolve("postgres-login.password")),
                OwnerOnly.secret(secrets.resolve("postgres-service.password")));
    }

    /**
     * Makes the roles and the product's database where they are missing, and sets the passwords.
     *
     * @param server the database {@code postgres}, as a superuser
     */
    public void apply(DataSource server) throws SQLException {
        try (var connection = server.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("""
                    DO $roles$ BEGIN
                      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbeam_owner') THEN
                        CREATE ROLE signalbeam_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
                      END IF;
                      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbeam_app') THEN
                        CREATE ROLE signalbeam_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
                      END IF;
                      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbeam_service') THEN
                        CREATE ROLE signalbeam_service NOLOGIN NOSUPERUSER NOBYPASSRLS;
                      END IF;
                      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbeam_login') THEN
                        CREATE ROLE signalbeam_login LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
                      END IF;
                      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbeam_service_login') THEN
                        CREATE ROLE signalbeam_service_login
                          LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
                      END IF;
                    END $roles$;
                    GRANT signalbeam_app TO signalbeam_login;
                    REVOKE signalbeam_service FROM signalbeam_login;
                    GRANT signalbeam_service TO signalbeam_service_login;
                    """);
            statement.execute("ALTER ROLE postgres PASSWORD " + quoted(superuser));
            statement.execute("ALTER ROLE signalbeam_owner PASSWORD " + quoted(owner));
            statement.execute("ALTER ROLE signalbeam_login PASSWORD " + quoted(login));
            statement.execute("ALTER ROLE signalbeam_service_login PASSWORD " + quoted(service));
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'signalbeam'")) {
                if (!found.next()) {
                    statement.execute("CREATE DATABASE signalbeam OWNER signalbeam_owner");
                }
            }
            statement.execute("REVOKE ALL ON DATABASE signalbeam FROM PUBLIC");
            statement.execute("GRANT CONNECT ON DATABASE signalbeam TO signalbeam_app, signalbeam_service,"
                    + " signalbeam_login, signalbeam_service_login");
        }
    }

    private static String quoted(String password) {
        return "'" + password.replace("'", "''") + "'";
    }
}
