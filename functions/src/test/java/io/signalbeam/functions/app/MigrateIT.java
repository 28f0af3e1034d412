package io.signalbeam.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.testing.TestDatabase;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class MigrateIT {
    /** As Azure Database for PostgreSQL has it, as far as a login comes of it; it refuses whom Entra ID does not know. */
    private static final String MAKE = """
            create function pgaadauth_create_principal(name text, administrator boolean, mfa boolean) returns text
                language plpgsql as $$ begin
                    if name like 'unknown%' then raise exception 'no principal %', name; end if;
                    execute format('create role %I login', name); return name; end $$""";

    @Test
    void logins_of_managed_identities_are_made_where_they_are_missing_and_let_into_their_roles() {
        try (var database = TestDatabase.create()) {
            var server = Jdbi.create(database.ownerUrl().replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1postgres"));
            server.useHandle(handle -> handle.execute(MAKE));
            try {
                for (int time = 0; time < 2; time++) {
                    Migrate.main(new String[] {
                        database.ownerUrl(),
                        "entra-app-id",
                        "entra-service-id",
                        "entra-standby-app-id",
                        "entra-standby-service-id",
                        "unknown-app-id",
                        "unknown-service-id"
                    });
                }

                List<String> memberships = database.owner()
                        .withHandle(handle ->
                                handle.createQuery("""
                                select r.rolname || ' in ' || g.rolname from pg_auth_members m
                                join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
                                where r.rolname like 'entra-%' order by 1""").mapTo(String.class).list());
                assertThat(memberships)
                        .containsExactly(
                                "entra-app-id in signalbeam_app",
                                "entra-service-id in signalbeam_service",
                                "entra-standby-app-id in signalbeam_app",
                                "entra-standby-service-id in signalbeam_service");
            } finally {
                var logins =
                        "\"entra-app-id\", \"entra-service-id\", \"entra-standby-app-id\", \"entra-standby-service-id\"";
                database.owner().useHandle(handle -> {
                    handle.execute("drop owned by " + logins);
                    handle.execute("drop role if exists " + logins);
                });
                server.useHandle(
                        handle -> handle.execute("drop function pgaadauth_create_principal(text, boolean, boolean)"));
            }
        }
    }

    @Test
    void where_there_is_no_entra_id_no_login_is_made() {
        try (var database = TestDatabase.create()) {
            Migrate.makeEntraLogins(database.ownerUrl(), List.of("nobody-id"));

            int made = database.owner()
                    .withHandle(
                            handle -> handle.createQuery("select count(*) from pg_roles where rolname = 'nobody-id'")
                                    .mapTo(Integer.class)
                                    .one());
            assertThat(made).isZero();
        }
    }
}
