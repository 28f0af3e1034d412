package io.signalbeam.shared.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 9180, appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, mode base. */
class HpkeTest {
    private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
    private static final byte[] AAD = hex("436f756e742d30");
    private static final byte[] PLAIN = hex("4265617574792069732074727574682c20747275746820626561757479");
    private static final byte[] ENC = hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    private static final byte[] CIPHERTEXT =
            hex("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9" + "6d8770ac83d07bea87e13c512a");

    private final KeyPair recipient = pair(
            "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
            "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
    private final KeyPair ephemeral = pair(
            "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
            "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");

    @Test
    void seals_as_the_rfc_does() throws Exception {
        var sealed = Hpke.seal(ephemeral, recipient.getPublic(), INFO, AAD, PLAIN);

        assertThat(sealed.enc()).isEqualTo(ENC);
        assertThat(sealed.ciphertext()).isEqualTo(CIPHERTEXT);
    }

    @Test
    void opens_what_the_rfc_sealed() throws Exception {
        assertThat(Hpke.open(recipient, new Hpke.Sealed(ENC, CIPHERTEXT), INFO, AAD))
                .isEqualTo(PLAIN);
    }

    @Test
    void opens_nothing_under_another_info_or_aad() {
        var sealed = new Hpke.Sealed(ENC, CIPHERTEXT);
        assertThatThrownBy(() -> Hpke.open(recipient, sealed, AAD, AAD)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Hpke.open(recipient, sealed, INFO, INFO)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void refuses_a_key_of_small_order() {
        var zero = new Hpke.Sealed(new byte[32], CIPHERTEXT);
        assertThatThrownBy(() -> Hpke.open(recipient, zero, INFO, AAD)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void never_seals_twice_alike() throws Exception {
        var one = Hpke.seal(recipient.getPublic(), INFO, AAD, PLAIN);
        var other = Hpke.seal(recipient.getPublic(), INFO, AAD, PLAIN);

        assertThat(one.enc()).isNotEqualTo(other.enc());
        assertThat(one.ciphertext()).isNotEqualTo(other.ciphertext());
        assertThat(Hpke.open(recipient, one, INFO, AAD)).isEqualTo(PLAIN);
    }

    private static KeyPair pair(String publicKey, String privateKey) {
        try {
            return new KeyPair(Hpke.publicKey(hex(publicKey)), privateKey(hex(privateKey)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static PrivateKey privateKey(byte[] raw) throws GeneralSecurityException {
        var encoded = HexFormat.of().formatHex(raw);
        return KeyFactory.getInstance("X25519")
                .generatePrivate(new PKCS8EncodedKeySpec(hex("302e020100300506032b656e04220420" + encoded)));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
