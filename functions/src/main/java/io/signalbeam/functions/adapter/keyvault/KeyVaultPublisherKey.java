package io.signalbeam.functions.adapter.keyvault;

import io.signalbeam.functions.leases.PublisherKeyStore;

/** The publishers' keys where leases find them, read without what {@link KeyVaultSecretSource} keeps. */
public final class KeyVaultPublisherKey implements PublisherKeyStore {
    private final VaultClient vault;
    private final KeyVaultSecretSource kept;

    public KeyVaultPublisherKey(VaultClient vault, KeyVaultSecretSource kept) {
        this.vault = vault;
        this.kept = kept;
    }

    @Override
    public String read(String secret) {
        return vault.call(secret, client -> client.getSecret(secret).getValue());
    }

    @Override
    public void write(String secret, String key) {
        vault.call(secret, client -> client.setSecret(secret, key));
        // The next lease of this instance is made with it; the others read it within minutes.
        kept.ask(secret);
    }
}
