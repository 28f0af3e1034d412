package io.signalbeam.functions.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As the app's role in one tenant, tries to reach another one's rows in plain SQL, in every table and view that is open
 * to it: none of the statements names its own tenant, as those of the app do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossingIT {
    private TestDatabase database;
    private TenantId ours;
    private TenantId theirs;

    /** The tables behind views of other names. */
    private static final Map<String, String> BEHIND = Map.of(
            "metrics", "device_metrics",
            "rollup_5m", "device_metrics_5m",
            "rollup_1h", "device_metrics_1h",
            "rollup_1d", "device_metrics_1d");

    @BeforeAll
    void fill() {
        database = TestDatabase.create();
        ours = database.tenant("ours");
        theirs = database.tenant("theirs");
        database.owner().useHandle(tx -> {
            tx.execute("select ensure_metrics_partitions(current_date - 1, current_date + 1)");
            var rows = new SampleRows(tx);
            for (var tenant : List.of(ours, theirs)) {
                rows.fill(TestDatabase.tablesOfTenants(tx), tenant);
            }
        });
    }

    @AfterAll
    void close() {
        database.close();
    }

    /** Relation and the table whose rows it shows. */
    Stream<List<String>> relations() {
        return Catalogue.openToTheApp(database.owner()).stream()
                .map(relation -> List.of(relation, BEHIND.getOrDefault(relation, relation)));
    }

    @ParameterizedTest
    @MethodSource("relations")
    void nothing_of_another_tenant_is_seen_changed_added_or_deleted(List<String> relationAndTable) {
        var relation = relationAndTable.getFirst();
        var before = fingerprint(relationAndTable.getLast());

        assertThat(count(relation, ours))
                .as("one's own rows are there, so that seeing none means something")
                .isPositive();
        assertThat(count(relation, theirs)).isZero();

        for (var statement : List.of(
                "update " + relation + " set tenant_id = tenant_id where tenant_id = '" + theirs + "'",
                "delete from " + relation + " where tenant_id = '" + theirs + "'",
                "update " + relation + " set tenant_id = '" + theirs + "'",
                insertForThem(relationAndTable))) {
            var failure = catchThrowable(() -> assertThat(
                            database.database().<Integer>inTenant(ours, tx -> tx.execute(statement)))
                    .isZero());
            if (failure != null) {
                assertThat(failure)
                        .as(statement)
                        .satisfiesAnyOf(
                                e -> assertThat(e).hasMessageContaining("row-level security"),
                                // Of a view that joins: nothing can be written through it by anybody.
                                e -> assertThat(e)
                                        .hasMessageMatching("(?s).*cannot (insert into|update|delete from) view.*"),
                                e -> assertThat(e).hasMessageContaining("permission denied"));
            }
        }
        assertThat(fingerprint(relationAndTable.getLast())).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("relations")
    void without_a_tenant_nothing_is_there(List<String> relationAndTable) {
        int seen = database.database()
                .beforeTenant(tx -> tx.createQuery("select count(*) from " + relationAndTable.getFirst())
                        .mapTo(Integer.class)
                        .one());
        assertThat(seen).isZero();
    }

    private String insertForThem(List<String> relationAndTable) {
        var relation = relationAndTable.getFirst();
        if (relation.startsWith("rollup_")) {
            // Of other columns than the table behind it.
            return "insert into " + relation + " select * from " + relation;
        }
        // The values are looked up by the owner: the rows that they come from are not to be seen by who inserts.
        return database.owner()
                .withHandle(tx -> new SampleRows(tx)
                        .literalInsert(relationAndTable.getFirst(), relationAndTable.getLast(), theirs));
    }

    private int count(String relation, TenantId tenant) {
        return database.database()
                .inTenant(
                        ours,
                        tx -> tx.createQuery("select count(*) from " + relation + " where tenant_id = :tenant")
                                .bind("tenant", tenant.value())
                                .mapTo(Integer.class)
                                .one());
    }

    /** Of the other tenant's rows, as the owner sees them. */
    private String fingerprint(String table) {
        return database.owner()
                .withHandle(tx -> tx.createQuery("select md5(string_agg(t::text, '|' order by t::text)) from " + table
                                + " t where tenant_id = :tenant")
                        .bind("tenant", theirs.value())
                        .mapTo(String.class)
                        .one());
    }
}
