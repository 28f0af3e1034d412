package io.signalbeam.shared.seal;

import io.signalbeam.shared.api.SecretsResponse.SealedSecret;
import io.signalbeam.shared.desired.SecretRef;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.seal.Hpke.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/**
 * Seals a secret for one device of one tenant, under its name and version: none of the four can be changed for another
 * without the seal breaking. The first two are HPKE's {@code info}, the others its {@code aad}.
 */
public record DeviceSeal(TenantId tenant, DeviceId device) {
    private static final String ALGORITHM = "X25519";

    /**
     * @param publicKey the device's, X.509 SubjectPublicKeyInfo in Base64
     * @throws IllegalArgumentException when that is no X25519 key
     */
    public SealedSecret seal(String publicKey, SecretRef secret, String value) {
        try {
            var sealed = Hpke.seal(publicKey(publicKey), info(), aad(secret), value.getBytes(StandardCharsets.UTF_8));
            var base64 = Base64.getEncoder();
            return new SealedSecret(
                    secret.name(),
                    secret.version(),
                    base64.encodeToString(sealed.enc()),
                    base64.encodeToString(sealed.ciphertext()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public X25519 key", e);
        }
    }

    /**
     * The value; empty when it was not sealed for this device under this name and version, or was altered.
     *
     * @param publicKey the device's, X.509 SubjectPublicKeyInfo in Base64
     * @param privateKey the device's, PKCS #8 in Base64
     */
    public Optional<String> open(String publicKey, String privateKey, SealedSecret sealed) {
        try {
            var base64 = Base64.getDecoder();
            var pair = new KeyPair(
                    publicKey(publicKey),
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(base64.decode(privateKey))));
            var plain = Hpke.open(
                    pair,
                    new Sealed(base64.decode(sealed.enc()), base64.decode(sealed.ciphertext())),
                    info(),
                    aad(new SecretRef(sealed.name(), sealed.version())));
            return Optional.of(new String(plain, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException notForThis) {
            return Optional.empty();
        }
    }

    private static PublicKey publicKey(String key) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key)));
    }

    // Neither ids nor names nor versions hold a line break, so that no two of these texts are alike.
    private byte[] info() {
        return ("signalbeam secret v1\n" + tenant + "\n" + device).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] aad(SecretRef secret) {
        return (secret.name() + "\n" + secret.version()).getBytes(StandardCharsets.UTF_8);
    }
}
