package io.signalbeam.functions.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.testing.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueIT {
    private static final String RLS = "alter table wrong enable row level security; ";
    private static final String GOOD = "create policy p on wrong to signalbeam_app"
            + " using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant())); ";
    private static final String GRANT = "grant select, insert on wrong to signalbeam_app; ";

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void every_table_that_there_is_keeps_tenants_apart() {
        assertThat(Catalogue.faults(database.owner())).isEmpty();
        assertThat(Catalogue.openToTheApp(database.owner())).contains("devices", "parked_events", "metrics");
    }

    @Test
    void a_table_made_right_is_no_fault() {
        make(RLS + GOOD + GRANT);
        assertThat(Catalogue.faults(database.owner())).isEmpty();
    }

    /** Each shows that the check can fail. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', maxCharsPerColumn = 1000, textBlock = """
                    has a tenant, and neither | select 1
                    without row-level security | grant select on wrong to signalbeam_app
                    without row-level security | grant update (note) on wrong to signalbeam_app
                    service without row-level security | grant select on wrong to signalbeam_service
                    service without row-level security | grant insert on wrong to signalbeam_service
                    service without row-level security | grant select on device_metrics to signalbeam_service
                    no policy for the app | alter table wrong enable row level security; grant select on wrong to signalbeam_app
                    see more than one tenant | alter table wrong enable row level security; create policy p on wrong to signalbeam_app using (true)
                    see more than one tenant | alter table wrong enable row level security; create policy p on wrong using (tenant_id = current_tenant())
                    write for more than one tenant | alter table wrong enable row level security; create policy p on wrong for insert to signalbeam_app with check (true)
                    passes by its parent's policies | create table part () inherits (wrong); grant select on part to signalbeam_app
                    truncate, refer or trigger | grant truncate on wrong to signalbeam_app
                    without a security barrier | create view v as select * from wrong where tenant_id = (select current_tenant()); grant select on v to signalbeam_app
                    shows the app more than one tenant | create view v with (security_barrier) as select * from wrong; grant select on v to signalbeam_app
                    shows the app more than one tenant | create view v with (security_barrier) as select * from wrong where tenant_id = (select current_tenant()) or note = 'x'; grant select on v to signalbeam_app
                    without a check option | create view v with (security_barrier) as select * from wrong where tenant_id = (select current_tenant()); grant select on v to signalbeam_app
                    is a materialized view | create materialized view v as select * from wrong; grant select on v to signalbeam_app
                    could lead to another tenant | alter table wrong add foreign key (id) references devices (id)
                    looks into temporary tables first | create function f() returns int language sql security definer set search_path = public as 'select 1'
                    anybody may call | create function f() returns int language sql security definer set search_path = public, pg_temp as 'select 1'
                    more than finding a tenant | create function f() returns int language sql security definer set search_path = public, pg_temp as 'select 1'
                    owns something | alter table wrong owner to signalbeam_app
                    may make things | grant create on schema public to signalbeam_app
                    """)
    void reports(String fault, String mistake) {
        make(mistake);
        assertThat(Catalogue.faults(database.owner())).anyMatch(found -> found.contains(fault));
    }

    /** Roles belong to the whole server: these mistakes are never committed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    more than its grants | alter role signalbeam_app bypassrls
                    more than its roles | alter role signalbeam_login createrole
                    both the app and something else | grant signalbeam_service to signalbeam_login
                    can become another | grant signalbeam_service to signalbeam_app
                    """)
    void reports_of_roles(String fault, String mistake) {
        var seen = database.owner()
                .withHandle(tx -> tx.inTransaction(open -> {
                    open.execute(mistake);
                    var faults = Catalogue.faults(open);
                    open.rollback();
                    return faults;
                }));
        assertThat(seen).anyMatch(found -> found.contains(fault));
    }

    @Test
    void no_session_of_a_tenant_becomes_anything_else() {
        for (var other : new String[] {"signalbeam_service", "signalbeam_service_login", "postgres"}) {
            var tenant = database.tenant("t" + other.replace('_', '-'));
            assertThatThrownBy(() -> database.database().inTenant(tenant, tx -> tx.execute("set role " + other)))
                    .hasMessageContaining("permission denied to set role");
            assertThatThrownBy(() -> database.database()
                            .inTenant(tenant, tx -> tx.execute("set session authorization " + other)))
                    .hasMessageContaining("permission denied to set session authorization");
        }
        // Going back to the login gains nothing: it has no rights of its own.
        assertThatThrownBy(() -> Jdbi.create(database.jdbcUrl()).useHandle(tx -> tx.execute("select * from devices")))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> Jdbi.create(database.serviceUrl())
                        .useHandle(tx -> tx.execute("set role signalbeam_app; select * from devices")))
                .hasMessageContaining("permission denied to set role");
    }

    private void make(String statements) {
        database.owner()
                .useHandle(tx -> tx.createScript("create table wrong (id uuid primary key, tenant_id uuid not null,"
                                + " note text); "
                                + statements)
                        .execute());
    }
}
