package io.signalbeam.functions.adapter.keyvault;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.HttpClientOptions;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.signalbeam.functions.adapter.Resilience;
import io.signalbeam.functions.leases.SecretSource;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Key Vault through its SDK, kept for five minutes; while the vault is away, the last value is used for an hour. */
public final class KeyVaultSecretSource implements SecretSource {
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration USABLE = Duration.ofHours(1);

    private final Settings settings;
    private final InstantSource clock;
    private final Resilience resilience = Resilience.around("keyvault");
    private final Map<String, Read> cache = new ConcurrentHashMap<>();
    private @Nullable SecretClient client;

    public KeyVaultSecretSource(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    private record Read(String value, Instant at) {}

    @Override
    public String read(String name) {
        var now = clock.instant();
        var known = cache.get(name);
        if (known != null && now.isBefore(known.at().plus(FRESH))) {
            return known.value();
        }
        try {
            var value = resilience.call(() -> fetch(name));
            cache.put(name, new Read(value, now));
            return value;
        } catch (TransientFailure e) {
            if (known != null && now.isBefore(known.at().plus(USABLE))) {
                return known.value();
            }
            throw e;
        }
    }

    /** Whether the vault answers and gives this secret out, whatever was kept of it; throws when not. */
    public void ask(String name) {
        cache.put(name, new Read(fetch(name), clock.instant()));
    }

    private String fetch(String name) {
        try {
            return client().getSecret(name).getValue();
        } catch (ClientAuthenticationException e) {
            throw new PermanentFailure("Key Vault does not let the app in", e);
        } catch (HttpResponseException e) {
            int status = e.getResponse() == null ? 0 : e.getResponse().getStatusCode();
            if (status == 0 || status == 429 || status >= 500) {
                throw new TransientFailure("Key Vault answered " + status, e);
            }
            throw new PermanentFailure("Key Vault answered " + status + " for the secret " + name, e);
        } catch (RuntimeException e) {
            throw new TransientFailure("Key Vault cannot be reached", e);
        }
    }

    private synchronized SecretClient client() {
        if (client == null) {
            client = new SecretClientBuilder()
                    .vaultUrl(settings.keyVault().toString())
                    .credential(new DefaultAzureCredentialBuilder().build())
                    .clientOptions(new HttpClientOptions()
                            .setConnectTimeout(Resilience.ATTEMPT)
                            .setResponseTimeout(Resilience.ATTEMPT))
                    .buildClient();
        }
        return client;
    }
}
