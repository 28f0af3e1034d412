package io.signalbeam.functions.adapter.keyvault;

import com.azure.core.exception.HttpResponseException;
import io.signalbeam.functions.signing.KeyRingStore;
import java.util.Optional;

/** The ring of signing keys as the secret {@value #NAME}. */
public final class KeyVaultKeyRing implements KeyRingStore {
    static final String NAME = "bundle-signing-keys";

    private final VaultClient vault;

    public KeyVaultKeyRing(VaultClient vault) {
        this.vault = vault;
    }

    @Override
    public Optional<String> read() {
        return vault.call(NAME, client -> {
            try {
                return Optional.of(client.getSecret(NAME).getValue());
            } catch (HttpResponseException e) {
                if (VaultClient.isMissing(e)) {
                    return Optional.<String>empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void write(String ring) {
        vault.call(NAME, client -> client.setSecret(NAME, ring));
    }
}
