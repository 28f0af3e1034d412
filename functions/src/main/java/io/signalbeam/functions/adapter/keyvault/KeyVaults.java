package io.signalbeam.functions.adapter.keyvault;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.standby.Vault;
import io.signalbeam.functions.standby.Vaults;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two vaults of an app that waits. What is disabled, and what belongs to a certificate, is as if it were not there. */
public final class KeyVaults implements Vaults {
    private final Settings settings;
    private final VaultClient own;
    private @Nullable VaultClient primary;

    public KeyVaults(Settings settings, VaultClient own) {
        this.settings = settings;
        this.own = own;
    }

    @Override
    public synchronized Vault primary() {
        if (primary == null) {
            primary = VaultClient.at(
                    Objects.requireNonNull(settings.primaryVault(), "this app was not set up to wait for another"));
        }
        return new OneVault(primary);
    }

    @Override
    public Vault own() {
        return new OneVault(own);
    }

    record OneVault(VaultClient vault) implements Vault {

        @Override
        public Map<String, Listed> list() {
            return vault.call("list", client -> {
                var all = new HashMap<String, Listed>();
                client.listPropertiesOfSecrets().stream()
                        .filter(OneVault::isReadable)
                        .forEach(one -> all.put(
                                one.getName().toLowerCase(Locale.ROOT),
                                new Listed(time(one.getUpdatedOn()), tags(one))));
                return all;
            });
        }

        @Override
        public List<Version> versions(String name) {
            return vault.call(name, client -> {
                try {
                    return client.listPropertiesOfSecretVersions(name).stream()
                            .filter(OneVault::isReadable)
                            .map(OneVault::version)
                            .toList();
                } catch (HttpResponseException e) {
                    if (VaultClient.isMissing(e)) {
                        return List.<Version>of();
                    }
                    throw e;
                }
            });
        }

        @Override
        public Optional<Current> current(String name) {
            return vault.call(name, client -> {
                try {
                    var secret = client.getSecret(name);
                    return Optional.of(new Current(version(secret.getProperties()), secret.getValue()));
                } catch (HttpResponseException e) {
                    if (VaultClient.isMissing(e)) {
                        return Optional.<Current>empty();
                    }
                    throw e;
                }
            });
        }

        @Override
        public String read(String name, String version) {
            return vault.call(name, client -> client.getSecret(name, version).getValue());
        }

        @Override
        public void add(String name, String value, Map<String, String> tags) {
            var secret = new KeyVaultSecret(name, value).setProperties(new SecretProperties().setTags(tags));
            vault.call(name, client -> KeyVaultSecretVault.put(client, secret));
        }

        @Override
        public void tag(String name, String version, Map<String, String> tags) {
            vault.call(
                    name,
                    client -> client.updateSecretProperties(
                            client.getSecret(name, version).getProperties().setTags(tags)));
        }

        @Override
        public void delete(String name) {
            vault.call(name, client -> KeyVaultSecretVault.delete(client, name));
        }

        private static boolean isReadable(SecretProperties one) {
            return !Boolean.FALSE.equals(one.isEnabled()) && !Boolean.TRUE.equals(one.isManaged());
        }

        private static Version version(SecretProperties one) {
            return new Version(one.getVersion(), time(one.getCreatedOn()), tags(one));
        }

        private static Instant time(@Nullable OffsetDateTime at) {
            return at == null ? Instant.EPOCH : at.toInstant();
        }

        private static Map<String, String> tags(SecretProperties one) {
            return one.getTags() == null ? Map.of() : one.getTags();
        }
    }
}
