package io.signalbeam.functions.adapter.keyvault;

import io.signalbeam.functions.leases.MakeLease;
import io.signalbeam.functions.leases.PublisherKeyStore;

/** The publisher's key where {@link MakeLease} finds it, read without what {@link KeyVaultSecretSource} keeps. */
public final class KeyVaultPublisherKey implements PublisherKeyStore {
    private final VaultClient vault;
    private final KeyVaultSecretSource kept;

    public KeyVaultPublisherKey(VaultClient vault, KeyVaultSecretSource kept) {
        this.vault = vault;
        this.kept = kept;
    }

    @Override
    public String read() {
        return vault.call(
                MakeLease.SECRET, client -> client.getSecret(MakeLease.SECRET).getValue());
    }

    @Override
    public void write(String key) {
        vault.call(MakeLease.SECRET, client -> client.setSecret(MakeLease.SECRET, key));
        // The next lease of this instance is made with it; the others read it within minutes.
        kept.ask(MakeLease.SECRET);
    }
}
