package io.signalbeam.functions.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseIT {
    private static TestDatabase test;
    private static TenantId one;
    private static TenantId other;

    @BeforeAll
    static void open() {
        test = TestDatabase.create();
        one = test.tenant("one");
        other = test.tenant("other");
    }

    @AfterAll
    static void close() {
        test.close();
    }

    @Test
    void shows_a_tenant_its_own_rows_only() {
        assertThat(tenants(one)).containsExactly("one");
        assertThat(tenants(other)).containsExactly("other");
    }

    @Test
    void refuses_to_write_another_tenants_row() {
        assertThatThrownBy(() -> test.database()
                        .inTenant(
                                one,
                                tx -> tx.execute(
                                        "insert into groups (id, tenant_id, name) values (?, ?, 'g')",
                                        UUID.randomUUID(),
                                        other.value())))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("row-level security");
    }

    @Test
    void forgets_role_and_tenant_when_the_transaction_ends() {
        test.database().asService(tx -> tx.execute("select 1"));
        assertThat(tenants(one)).containsExactly("one");
        assertThat(test.database()
                        .<List<String>>beforeTenant(tx -> tx.createQuery("select name from tenants")
                                .mapTo(String.class)
                                .list()))
                .isEmpty();
    }

    @Test
    void shows_a_service_all_tenants() {
        assertThat(test.database()
                        .<List<String>>asService(tx -> tx.createQuery("select name from tenants order by 1")
                                .mapTo(String.class)
                                .list()))
                .containsExactly("one", "other");
    }

    @Test
    void a_table_without_row_level_security_lets_no_role_of_the_app_in() {
        List<String> open = test.owner()
                .withHandle(
                        handle -> handle.createQuery("""
                        select relname || ' ' || role from pg_class, (values ('signalbeam_app'), ('signalbeam_service')) r (role)
                        where relkind in ('r', 'p') and not relrowsecurity and relnamespace = 'public'::regnamespace
                          and (has_table_privilege(role, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
                            or has_any_column_privilege(role, pg_class.oid, 'SELECT, INSERT, UPDATE'))""").mapTo(String.class).list());
        // To add samples is all that it may there, because COPY takes neither a view nor a table with row-level
        // security.
        assertThat(open).containsExactly("device_metrics signalbeam_service");
        boolean more = test.owner()
                .withHandle(
                        handle -> handle.createQuery("""
                        select has_table_privilege('signalbeam_service', 'device_metrics', 'SELECT, UPDATE, DELETE, TRUNCATE')
                            or has_any_column_privilege('signalbeam_service', 'device_metrics', 'SELECT, UPDATE')""").mapTo(Boolean.class).one());
        assertThat(more).isFalse();
    }

    @Test
    void calls_an_unreachable_server_a_transient_failure() {
        try (var nowhere = new Database("jdbc:postgresql://127.0.0.1:1/x?connectTimeout=1&loginTimeout=1", null, 1)) {
            assertThatThrownBy(() -> nowhere.asService(tx -> tx.execute("select 1")))
                    .isInstanceOf(TransientFailure.class);
        }
    }

    private static List<String> tenants(TenantId tenant) {
        return test.database()
                .inTenant(
                        tenant,
                        tx -> tx.createQuery("select name from tenants")
                                .mapTo(String.class)
                                .list());
    }
}
