package io.signalbeam.functions.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.tenants.RemoveTenants;
import io.signalbeam.functions.tenants.TenantFiles;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.TwinRemoval;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Removes a tenant with rows in every table that has one, beside another with as many. What is looked at is found in the
 * catalogue, so that the tables of later migrations are as well.
 */
class RemovalIT {
    private static final int ENOUGH = 500;

    private TestCloud cloud;
    private TenantId leaving;
    private TenantId staying;
    private Map<String, String> theirs;

    @BeforeEach
    void fill() {
        cloud = new TestCloud();
        leaving = cloud.tenant("leaving");
        staying = cloud.tenant("staying");
        cloud.database.owner().useHandle(tx -> {
            tx.execute("select ensure_metrics_partitions(current_date - 1, current_date + 1)");
            for (var tenant : List.of(leaving, staying)) {
                new SampleRows(tx).fill(TestDatabase.tablesOfTenants(tx), tenant);
                // As many devices as take several slices, the series of one of them, and tables that refer to each
                // other.
                tx.execute(
                        "insert into devices (id, tenant_id, name) select gen_random_uuid(), ?, 'd' || i"
                                + " from generate_series(1, 12) i",
                        tenant.value());
                for (var series :
                        List.of("device_metrics", "device_metrics_5m", "device_metrics_1h", "device_metrics_1d")) {
                    tx.execute(
                            "update " + series + " set device_id = (select max(id::text)::uuid from devices"
                                    + " where tenant_id = ?) where tenant_id = ?",
                            tenant.value(),
                            tenant.value());
                }
                tx.execute(
                        "update enrollment_tokens set replaces = (select min(id::text)::uuid from devices where tenant_id = ?)"
                                + " where tenant_id = ?",
                        tenant.value(),
                        tenant.value());
                tx.execute(
                        "update devices set enrollment_token_id = (select min(id::text)::uuid from enrollment_tokens"
                                + " where tenant_id = ?) where tenant_id = ?",
                        tenant.value(),
                        tenant.value());
                cloud.vault.put("t-" + tenant + "-password", "secret");
                cloud.vault.put("webhook-" + tenant + "-" + tenant, "secret");
            }
        });
        Enrolled.in(cloud, "leaving", "sensor", Map.of());
        Enrolled.in(cloud, "staying", "sensor", Map.of());
        theirs = rows(staying);
        assertThat(rows(leaving)).as("there is something in every table").doesNotContainValue("none");
        cloud.platformAdministrator()
                .send("DELETE", "/tenants/" + leaving + "?name=leaving", null)
                .is(202);
        cloud.clock.advance(Duration.ofDays(30));
        assertThat(cloud.app.get(RemoveTenants.class).run()).isZero();
        assertThat(rows(leaving)).as("what is under way may end first").doesNotContainValue("none");
        cloud.clock.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    /** Of each table, a fingerprint of the tenant's rows. */
    private Map<String, String> rows(TenantId tenant) {
        return cloud.database.owner().withHandle(tx -> {
            var found = new TreeMap<String, String>();
            for (var table : TestDatabase.tablesOfTenants(tx)) {
                found.put(
                        table,
                        tx.createQuery("select coalesce(md5(string_agg(t::text, '|' order by t::text)), 'none') from "
                                        + table + " t where tenant_id = :tenant")
                                .bind("tenant", tenant.value())
                                .mapTo(String.class)
                                .one());
            }
            return found;
        });
    }

    private void assertGone() {
        assertThat(rows(leaving).values()).containsOnly("none");
        assertThat(rows(staying)).isEqualTo(theirs);
        assertThat(cloud.vault.all().keySet()).isNotEmpty().allMatch(name -> name.contains(staying.toString()));
        assertThat(left()).contains("gone-" + leaving).doesNotContain("leaving");
    }

    /** What the table of tenants says of it. */
    private String left() {
        return cloud.database
                .owner()
                .withHandle(tx -> tx.createQuery("select t::text from tenants t where id = :id")
                        .bind("id", leaving.value())
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void nothing_of_it_is_in_any_table_and_the_others_rows_are_as_they_were() {
        var remove = cloud.app.get(RemoveTenants.class);
        assertThat(remove.run()).as("something was found").isZero();
        assertThat(remove.run()).as("nothing was left").isEqualTo(1);
        assertThat(remove.run()).isZero();
        assertGone();
    }

    @Test
    void a_run_that_was_cut_off_anywhere_is_gone_on_with() {
        var calls = new AtomicInteger();
        var until = new AtomicInteger();
        Runnable step = () -> {
            if (calls.incrementAndGet() > until.get()) {
                throw new IllegalStateException("killed");
            }
        };
        var remove = cloud.instance()
                .with(Transactions.class, new CutOff(cloud.database.database(), step))
                .with(TwinRemoval.class, device -> {
                    step.run();
                    cloud.twins.delete(device);
                })
                .with(TenantFiles.class, (tenant, atMost) -> {
                    step.run();
                    return Map.of();
                })
                .get(RemoveTenants.class);
        while (!left().contains("gone-")) {
            calls.set(0);
            // Ever a little further than the last time, which had left less to do; before and after a commit by turns.
            assertThat(until.addAndGet(7)).isLessThan(ENOUGH);
            try {
                int unused = remove.run();
            } catch (IllegalStateException killed) {
                assertThat(killed).hasMessage("killed");
            }
        }
        assertThat(until.get())
                .as("it was cut off often enough to mean something")
                .isGreaterThan(50);
        assertGone();
    }

    @Test
    void rows_of_a_tenant_that_stays_cannot_be_removed_by_mistake() {
        for (var statement : List.of(
                "select remove_rows_of_tenant(:tenant, 'devices', 10)",
                "select loosen_rows_of_tenant(:tenant, 'devices', 'enrollment_token_id', 10)",
                "select gone from remove_series_of_devices(:tenant, '{}'::uuid[])")) {
            assertThatThrownBy(() -> cloud.database
                            .database()
                            .asService(tx -> tx.createQuery(statement)
                                    .bind("tenant", staying.value())
                                    .mapTo(Integer.class)
                                    .list()))
                    .hasMessageContaining("is not being removed");
        }
        for (var table : List.of("audit_log", "audit_chain")) {
            assertThatThrownBy(() -> cloud.database
                            .owner()
                            .useHandle(
                                    tx -> tx.execute("delete from " + table + " where tenant_id = ?", staying.value())))
                    .hasMessageContaining("is append-only");
        }
    }
}
