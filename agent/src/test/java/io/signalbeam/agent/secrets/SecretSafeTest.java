package io.signalbeam.agent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.identity.DeviceIdentity;
import io.signalbeam.agent.identity.DeviceKeys;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.shared.api.SecretsResponse;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.seal.DeviceSeal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretSafeTest {
    private static final SecretRef SECRET = new SecretRef("db-password", "v1");

    @Test
    void puts_a_value_into_the_environment_and_into_nothing_else() throws Exception {
        var safe = new FakeVault().put("db-password", "v1", "hunter2").safe();
        var creation = new ContainerCreation(
                "sb-shop-db", ContainerSpec.of("db", "db:1"), Map.of(), List.of(), Map.of("PASSWORD", SECRET));
        safe.fetch(1, List.of(SECRET));

        var filled = safe.fill(creation);

        assertThat(filled.spec().env()).containsEntry("PASSWORD", "hunter2");
        assertThat(filled.labels().toString() + filled).doesNotContain("hunter2");
        assertThat(creation.spec().env()).isEmpty();
    }

    @Test
    void opens_what_was_sealed_for_this_device_and_nothing_else() throws Exception {
        var keys = DeviceKeys.generate();
        var identity = new DeviceIdentity(
                1,
                "http://localhost",
                DeviceId.random(),
                TenantId.random(),
                "van-7",
                "sbd_x",
                keys,
                List.of(),
                null,
                null,
                null);
        var seal = new DeviceSeal(identity.tenantId(), identity.deviceId());
        var other = new DeviceSeal(identity.tenantId(), DeviceId.random());
        var publicKey = keys.encryption().publicKey();
        var good = SecretSafe.of(identity, request -> answer(seal.seal(publicKey, SECRET, "hunter2")));
        var swapped = SecretSafe.of(identity, request -> answer(other.seal(publicKey, SECRET, "hunter2")));

        good.fetch(1, List.of(SECRET));

        assertThat(good.held()).containsExactly(SECRET);
        assertThatThrownBy(() -> swapped.fetch(1, List.of(SECRET)))
                .isInstanceOf(TransientFailure.class)
                .hasMessageContaining("not sealed for this device");
    }

    @Test
    void another_version_than_the_one_asked_for_is_not_taken_for_it() {
        var safe = new FakeVault().put("db-password", "v2", "newer").safe();
        assertThatThrownBy(() -> safe.fetch(1, List.of(SECRET)))
                .isInstanceOf(TransientFailure.class)
                .hasMessageContaining("db-password");
    }

    @Test
    void a_refusal_of_the_cloud_is_worth_another_try() {
        var safe = new SecretSafe(
                request -> {
                    throw new PermanentFailure("secret-not-desired", "no such secret", null);
                },
                box -> java.util.Optional.empty());
        assertThatThrownBy(() -> safe.fetch(1, List.of(SECRET)))
                .isInstanceOfSatisfying(
                        TransientFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo("secret-unavailable"));
    }

    @Test
    void asks_for_many_in_several_requests() throws Exception {
        var vault = new FakeVault();
        var wanted = new ArrayList<SecretRef>();
        IntStream.range(0, 70).forEach(i -> {
            vault.put("s" + i, "v", "value " + i);
            wanted.add(new SecretRef("s" + i, "v"));
        });
        var safe = vault.safe();

        safe.fetch(1, wanted);

        assertThat(safe.held()).hasSize(70);
    }

    @Test
    void forgets_what_nothing_names_any_more() throws Exception {
        var safe = new FakeVault().put("db-password", "v1", "hunter2").safe();
        safe.fetch(1, List.of(SECRET));
        safe.keepOnly(Set.of());
        assertThat(safe.held()).isEmpty();
    }

    @Test
    void strikes_values_out_of_lines_the_longest_first() throws Exception {
        var safe = new FakeVault()
                .put("short", "v", "abc")
                .put("long", "v", "abcdef")
                .put("pem", "v", "-----BEGIN-----\nMIIBVg==\n")
                .safe();
        safe.fetch(1, List.of(new SecretRef("short", "v"), new SecretRef("long", "v"), new SecretRef("pem", "v")));

        assertThat(safe.strikeOut(List.of("a abc b abcdef", "MIIBVg==", "harmless")))
                .containsExactly("a *** b ***", "***", "harmless");
    }

    private static SecretsResponse answer(SecretsResponse.SealedSecret sealed) {
        return new SecretsResponse(1, List.of(sealed), Instant.EPOCH);
    }
}
