package io.signalbeam.shared.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.shared.api.SecretsResponse.SealedSecret;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class DeviceSealTest {
    private static final SecretRef SECRET = new SecretRef("db-password", "v1");

    private final DeviceSeal seal = new DeviceSeal(TenantId.random(), DeviceId.random());
    private final KeyPair pair = x25519();
    private final SealedSecret sealed = seal.seal(publicKey(), SECRET, "pässword");

    @Test
    void opens_for_the_device_it_was_sealed_for() {
        assertThat(open(seal, sealed)).hasValue("pässword");
    }

    @Test
    void does_not_open_for_another_device_or_tenant() {
        assertThat(open(new DeviceSeal(seal.tenant(), DeviceId.random()), sealed))
                .isEmpty();
        assertThat(open(new DeviceSeal(TenantId.random(), seal.device()), sealed))
                .isEmpty();
    }

    @Test
    void does_not_open_under_another_name_or_version() {
        assertThat(open(seal, new SealedSecret("other", "v1", sealed.enc(), sealed.ciphertext())))
                .isEmpty();
        assertThat(open(seal, new SealedSecret("db-password", "v2", sealed.enc(), sealed.ciphertext())))
                .isEmpty();
        assertThat(open(seal, new SealedSecret("db-password\nv1", "", sealed.enc(), sealed.ciphertext())))
                .isEmpty();
    }

    @Test
    void does_not_open_what_was_altered_or_never_sealed() {
        var bytes = Base64.getDecoder().decode(sealed.ciphertext());
        bytes[0] ^= 1;
        var altered = Base64.getEncoder().encodeToString(bytes);

        assertThat(open(seal, new SealedSecret("db-password", "v1", sealed.enc(), altered)))
                .isEmpty();
        assertThat(open(seal, new SealedSecret("db-password", "v1", "", ""))).isEmpty();
        assertThat(open(seal, new SealedSecret("db-password", "v1", "!", "?"))).isEmpty();
    }

    @Test
    void seals_for_no_key_of_another_kind() {
        assertThatThrownBy(() -> seal.seal("bm8ga2V5", SECRET, "value")).isInstanceOf(IllegalArgumentException.class);
    }

    private java.util.Optional<String> open(DeviceSeal by, SealedSecret what) {
        return by.open(
                publicKey(),
                Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
                what);
    }

    private String publicKey() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static KeyPair x25519() {
        try {
            return KeyPairGenerator.getInstance("X25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
