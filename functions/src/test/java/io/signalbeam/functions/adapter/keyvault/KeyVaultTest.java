package io.signalbeam.functions.adapter.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyVaultTest {
    private final FakeKeyVault fake = new FakeKeyVault();
    private final TestClock clock = new TestClock();
    private final VaultClient client = VaultClient.of(fake.client());
    private final KeyVaultSecretVault vault = new KeyVaultSecretVault(client, clock);
    private final KeyVaultKeyRing ring = new KeyVaultKeyRing(client);

    @Test
    void reads_each_version_by_its_own_name_and_each_once_in_a_while() {
        var first = vault.put("t-1-db", "old");
        var second = vault.put("t-1-db", "new");

        assertThat(vault.read("t-1-db", first)).isEqualTo("old");
        assertThat(vault.read("t-1-db", second)).isEqualTo("new");
        assertThat(vault.read("t-1-db", second)).isEqualTo("new");
        assertThat(fake.reads).isEqualTo(2);

        clock.advance(Duration.ofMinutes(5));
        assertThat(vault.read("t-1-db", second)).isEqualTo("new");
        assertThat(fake.reads)
                .as("nothing is kept for longer than five minutes")
                .isEqualTo(3);
    }

    @Test
    void keeps_no_more_than_it_may() {
        var versions = new java.util.ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            versions.add(vault.put("t-1-s" + i, "value"));
            vault.read("t-1-s" + i, versions.get(i));
        }
        int before = fake.reads;
        vault.read("t-1-s299", versions.get(299));
        assertThat(fake.reads).isEqualTo(before);
        vault.read("t-1-s0", versions.get(0));
        assertThat(fake.reads).isEqualTo(before + 1);
    }

    @Test
    void makes_a_deleted_secret_anew_under_its_name() {
        var first = vault.put("t-1-db", "old");
        vault.delete("t-1-db");
        vault.delete("t-1-db");
        assertThatThrownBy(() -> vault.read("t-1-db", first)).isInstanceOf(PermanentFailure.class);

        var second = vault.put("t-1-db", "new");

        assertThat(second).isNotEqualTo(first);
        assertThat(vault.read("t-1-db", second)).isEqualTo("new");
    }

    @Test
    void deletes_what_a_tenant_has_whatever_it_is_for() {
        var gone = TenantId.random();
        var other = TenantId.random();
        for (var name : List.of("t-%s-db", "r-%s-0123", "webhook-%s-1")) {
            vault.put(name.formatted(gone), "x");
            vault.put(name.formatted(other), "x");
        }
        assertThat(vault.deleteOf(gone, 2)).isEqualTo(2);
        assertThat(vault.deleteOf(gone, 2)).isEqualTo(1);
        assertThat(vault.deleteOf(gone, 2)).isZero();
        assertThat(vault.deleteOf(other, 10)).isEqualTo(3);
    }

    @Test
    void says_nothing_of_a_value_when_it_fails() {
        fake.away = true;
        assertThatThrownBy(() -> vault.put("t-1-db", "hunter2"))
                .isInstanceOf(PermanentFailure.class)
                .satisfies(failure -> assertThat(String.valueOf(failure) + failure.getCause())
                        .contains("t-1-db")
                        .doesNotContain("hunter2"));
    }

    @Test
    void has_no_ring_before_one_is_written_and_then_the_newest() {
        assertThat(ring.read()).isEmpty();
        ring.write("one");
        ring.write("two");
        assertThat(ring.read()).hasValue("two");
    }
}
