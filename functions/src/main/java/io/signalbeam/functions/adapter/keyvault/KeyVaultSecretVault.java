package io.signalbeam.functions.adapter.keyvault;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.signalbeam.functions.adapter.Resilience;
import io.signalbeam.functions.secrets.SecretVault;
import io.signalbeam.functions.standby.CopyTag;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Secrets of tenants in Key Vault. A version never changes, so that what was read is right for ever; it is kept for five
 * minutes all the same and no longer, for many devices ask at once and none for long.
 */
public final class KeyVaultSecretVault implements SecretVault {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 256;

    private final VaultClient vault;
    private final InstantSource clock;
    private final Map<Key, Read> kept = new LinkedHashMap<>();

    public KeyVaultSecretVault(VaultClient vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    private record Key(String name, String version) {}

    private record Read(String value, Instant at) {}

    @Override
    public String put(String name, String value) {
        return vault.call(name, client -> put(client, new KeyVaultSecret(name, value)))
                .getProperties()
                .getVersion();
    }

    static KeyVaultSecret put(SecretClient client, KeyVaultSecret secret) {
        try {
            return client.setSecret(secret);
        } catch (HttpResponseException e) {
            if (!VaultClient.isConflict(e)) {
                throw e;
            }
            // A deleted secret holds its name for months: it is brought back, and given a new version.
            client.beginRecoverDeletedSecret(secret.getName()).waitForCompletion(Resilience.ATTEMPT);
            return client.setSecret(secret);
        }
    }

    @Override
    public String read(String name, String version) {
        var key = new Key(name, version);
        var now = clock.instant();
        synchronized (kept) {
            forget(now);
            var known = kept.get(key);
            if (known != null) {
                return known.value();
            }
        }
        var value = vault.call(name, client -> read(client, name, version));
        synchronized (kept) {
            kept.put(key, new Read(value, now));
        }
        return value;
    }

    /** The version, or the copy of it that was brought here from the vault where it was made. */
    private static String read(SecretClient client, String name, String version) {
        try {
            return client.getSecret(name, version).getValue();
        } catch (HttpResponseException e) {
            if (!VaultClient.isMissing(e)) {
                throw e;
            }
            var copy = client.listPropertiesOfSecretVersions(name).stream()
                    .filter(one -> CopyTag.isOf(version, one.getTags()))
                    .findFirst()
                    .orElseThrow(() -> e);
            return client.getSecret(name, copy.getVersion()).getValue();
        }
    }

    @Override
    public void delete(String name) {
        vault.call(name, client -> delete(client, name));
        synchronized (kept) {
            kept.keySet().removeIf(key -> key.name().equals(name));
        }
    }

    static String delete(SecretClient client, String name) {
        try {
            client.beginDeleteSecret(name).waitForCompletion(Resilience.ATTEMPT);
        } catch (HttpResponseException e) {
            if (!VaultClient.isMissing(e)) {
                throw e;
            }
        }
        return name;
    }

    @Override
    public int deleteOf(TenantId tenant, int atMost) {
        var names = vault.call(
                "of a tenant",
                client -> client.listPropertiesOfSecrets().stream()
                        .map(SecretProperties::getName)
                        .filter(name -> name.contains("-" + tenant + "-"))
                        .limit(atMost)
                        .toList());
        names.forEach(this::delete);
        return names.size();
    }

    /** What is too old, and the oldest of what is too much; they lie in the order they were read. */
    private void forget(Instant now) {
        Iterator<Read> oldest = kept.values().iterator();
        while (oldest.hasNext()) {
            var read = oldest.next();
            if (kept.size() < MOST_KEPT && now.isBefore(read.at().plus(KEPT))) {
                return;
            }
            oldest.remove();
        }
    }
}
