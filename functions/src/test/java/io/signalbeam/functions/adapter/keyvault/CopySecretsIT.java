package io.signalbeam.functions.adapter.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.signalbeam.functions.adapter.postgres.Database;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.standby.CopySecrets;
import io.signalbeam.functions.standby.Standby;
import io.signalbeam.functions.standby.Vault;
import io.signalbeam.functions.standby.Vaults;
import io.signalbeam.functions.testing.Meters;
import io.signalbeam.functions.testing.Replica;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two vaults under the SDK, and the database of an app that waits: a real replica, which the last test makes the primary. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CopySecretsIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    static Path folder;

    private static Replica servers;
    private static Database waiting;

    private final TestClock clock = new TestClock();
    private final FakeKeyVault primary = new FakeKeyVault(clock);
    private final FakeKeyVault own = new FakeKeyVault(clock);
    private final VaultClient there = VaultClient.of(primary.client());
    private final VaultClient here = VaultClient.of(own.client());
    private final KeyVaultSecretVault original = new KeyVaultSecretVault(there, clock);
    private final Meters meters = Meters.cumulative();
    private final CopySecrets copy = copying(there, here);

    @BeforeAll
    static void start() throws Exception {
        servers = new Replica(folder);
        waiting = servers.standby();
    }

    @AfterAll
    static void stop() throws Exception {
        waiting.close();
        servers.close();
    }

    @AfterEach
    void close() {
        meters.close();
    }

    private CopySecrets copying(VaultClient from, VaultClient to) {
        var settings = TestCloud.settings(Map.of("SIGNALBEAM_PRIMARY_VAULT", "https://primary.vault.test"));
        return new CopySecrets(new Standby(waiting, settings, clock), waiting, new Two(from, to), clock, meters.sdk());
    }

    private record Two(VaultClient from, VaultClient to) implements Vaults {
        @Override
        public Vault primary() {
            return new KeyVaults.OneVault(from);
        }

        @Override
        public Vault own() {
            return new KeyVaults.OneVault(to);
        }
    }

    /** What an instance that has taken over reads; it remembers nothing. */
    private String read(String name, String version) {
        return new KeyVaultSecretVault(here, clock).read(name, version);
    }

    private String newest(String name) {
        return new KeyVaults.OneVault(here).current(name).orElseThrow().value();
    }

    private void run() {
        clock.advance(Duration.ofMinutes(1));
        copy.run(LONG);
    }

    @Test
    @Order(1)
    void every_version_is_found_by_the_name_it_was_given_first_and_the_newest_is_the_newest() {
        new KeyVaultKeyRing(there).write("one");
        new KeyVaultKeyRing(there).write("two");
        var first = original.put("t-1-db", "old");
        run();
        var second = original.put("t-1-db", "new");
        var third = original.put("t-1-db", "newest");
        run();

        assertThat(read("t-1-db", first)).isEqualTo("old");
        assertThat(read("t-1-db", second)).as("replaced within the same second").isEqualTo("new");
        assertThat(read("t-1-db", third)).isEqualTo("newest");
        assertThat(new KeyVaultKeyRing(here).read()).hasValue("two");
        assertThatThrownBy(() -> read("t-1-db", "f".repeat(32))).isInstanceOf(PermanentFailure.class);
    }

    @Test
    @Order(2)
    void what_was_copied_already_is_read_no_more_in_a_vault_of_five_thousand() {
        for (int i = 0; i < 5_000; i++) {
            original.put("t-1-s" + i, "value " + i);
        }
        run();
        assertThat(behind()).isZero();
        int reads = primary.reads;
        int requests = primary.requests + own.requests;
        run();
        assertThat(primary.reads).as("values").isEqualTo(reads);
        assertThat(primary.requests + own.requests - requests)
                .as("pages of 25 of the two lists")
                .isEqualTo(400);

        var changed = original.put("t-1-s17", "another");
        run();
        assertThat(primary.reads).isEqualTo(reads + 1);
        assertThat(read("t-1-s17", changed)).isEqualTo("another");
    }

    @Test
    @Order(3)
    void a_version_made_in_the_second_of_a_copy_is_not_overlooked() {
        original.put("t-1-db", "first");
        copy.run(LONG);
        var second = original.put("t-1-db", "second");
        // Whatever stands in the way of the runs of the next ten minutes.
        clock.advance(Duration.ofMinutes(10));
        copy.run(LONG);
        assertThat(read("t-1-db", second)).isEqualTo("second");
        int reads = primary.reads;
        run();
        assertThat(primary.reads).isEqualTo(reads);
    }

    @Test
    @Order(4)
    void what_was_replaced_long_ago_is_copied_only_when_a_row_names_it() {
        var named = original.put("t-1-db", "named");
        var forgotten = original.put("t-1-db", "forgotten");
        clock.advance(Duration.ofDays(30));
        var newest = original.put("t-1-db", "newest");
        name(named);
        run();
        assertThat(read("t-1-db", named)).isEqualTo("named");
        assertThat(read("t-1-db", newest)).isEqualTo("newest");
        assertThatThrownBy(() -> read("t-1-db", forgotten)).isInstanceOf(PermanentFailure.class);
    }

    private static void name(String version) {
        var tenant = TenantId.random();
        servers.owner().useHandle(tx -> {
            tx.execute("insert into tenants (id, name, display_name) values (?, 't', 't')", tenant.value());
            tx.execute(
                    "insert into secrets (tenant_id, name, vault_version, created_at, updated_at, updated_by)"
                            + " values (?, 'db', ?, now(), now(), 'test')",
                    tenant.value(),
                    version);
        });
        servers.catchUp();
    }

    @Test
    @Order(5)
    void deleted_secrets_go_and_come_back_and_those_of_each_vault_are_left_alone() {
        there.call("key", client -> client.setSecret("eventhub-publisher-key", "theirs"));
        there.call("key", client -> client.setSecret("eventhub-publisher-key-2", "theirs"));
        here.call("key", client -> client.setSecret("eventhub-publisher-key", "ours"));
        here.call("own", client -> client.setSecret("of-this-place", "ours"));
        var first = original.put("t-1-db", "value");
        run();
        original.delete("t-1-db");
        run();
        assertThatThrownBy(() -> read("t-1-db", first)).isInstanceOf(PermanentFailure.class);
        var again = original.put("t-1-db", "again");
        run();
        assertThat(read("t-1-db", again)).isEqualTo("again");
        assertThat(newest("eventhub-publisher-key")).isEqualTo("ours");
        assertThat(newest("of-this-place")).isEqualTo("ours");
        assertThat(new KeyVaults.OneVault(here).versions("eventhub-publisher-key-2"))
                .isEmpty();
    }

    @Test
    @Order(6)
    void a_copy_of_the_copy_and_the_way_back_keep_the_first_names() {
        var first = original.put("t-1-db", "value");
        run();
        var third = new FakeKeyVault(clock);
        var farther = VaultClient.of(third.client());
        copying(here, farther).run(LONG);
        assertThat(new KeyVaultSecretVault(farther, clock).read("t-1-db", first))
                .isEqualTo("value");

        // This one has taken over; the one that was lost comes back, with a last word that nobody else heard.
        original.put("t-1-db", "never heard");
        new KeyVaultKeyRing(there).write("never heard");
        new KeyVaultKeyRing(here).write("ring");
        var second = new KeyVaultSecretVault(here, clock).put("t-1-db", "later");
        clock.advance(Duration.ofMinutes(1));
        copying(here, there).run(LONG);
        assertThat(original.read("t-1-db", first)).isEqualTo("value");
        assertThat(original.read("t-1-db", second)).isEqualTo("later");
        assertThat(new KeyVaultKeyRing(there).read()).hasValue("ring");
    }

    @Test
    @Order(7)
    void says_how_long_it_has_not_come_to_an_end() {
        run();
        assertThat(behind()).isZero();
        primary.away = true;
        clock.advance(Duration.ofMinutes(9));
        assertThatThrownBy(this::run).isInstanceOf(PermanentFailure.class);
        assertThat(behind()).isEqualTo(600);
        primary.away = false;
        original.put("t-1-db", "value");
        copy.run(Duration.ofSeconds(-1));
        assertThat(behind()).as("a run that ended before all was done").isEqualTo(600);
        copy.run(LONG);
        assertThat(behind()).isZero();
    }

    private double behind() {
        return meters.collect().stream()
                .filter(metric -> metric.getName().equals("signalbeam.standby.secrets.behind"))
                .flatMap(metric -> metric.getDoubleGaugeData().getPoints().stream())
                .mapToDouble(DoublePointData::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(8)
    void an_app_that_was_not_set_up_to_wait_copies_nothing_nor_does_one_that_has_taken_over() throws Exception {
        original.put("t-1-db", "value");
        new CopySecrets(
                        new Standby(waiting, TestCloud.settings(Map.of()), clock),
                        waiting,
                        new Two(there, here),
                        clock,
                        meters.sdk())
                .run(LONG);
        assertThat(own.requests).isZero();
        servers.loseThePrimary();
        copy.run(LONG);
        assertThat(own.requests).isZero();
    }
}
