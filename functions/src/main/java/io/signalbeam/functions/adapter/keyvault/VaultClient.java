package io.signalbeam.functions.adapter.keyvault;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.HttpClientOptions;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.signalbeam.functions.adapter.Resilience;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The vault for what writes to it, and its failures in the ports' words, which never carry a value. */
public final class VaultClient {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final Supplier<SecretClient> connect;
    private final Resilience resilience = Resilience.around("keyvault-secrets");
    private @Nullable SecretClient client;

    public static VaultClient of(Settings settings) {
        return at(settings.keyVault());
    }

    static VaultClient at(URI vault) {
        return new VaultClient(() -> new SecretClientBuilder()
                .vaultUrl(vault.toString())
                .credential(new DefaultAzureCredentialBuilder().build())
                .clientOptions(new HttpClientOptions()
                        .setConnectTimeout(Resilience.ATTEMPT)
                        .setResponseTimeout(Resilience.ATTEMPT))
                .buildClient());
    }

    private VaultClient(Supplier<SecretClient> connect) {
        this.connect = connect;
    }

    static VaultClient of(SecretClient client) {
        return new VaultClient(() -> client);
    }

    /** @throws PermanentFailure when there is no such thing, among others */
    <T> T call(String name, Function<SecretClient, T> work) {
        return resilience.call(() -> {
            try {
                return work.apply(client());
            } catch (ClientAuthenticationException e) {
                throw new PermanentFailure("Key Vault does not let the app in", e);
            } catch (HttpResponseException e) {
                throw failure(name, e);
            } catch (TransientFailure | PermanentFailure e) {
                throw e;
            } catch (RuntimeException e) {
                throw new TransientFailure("Key Vault cannot be reached", e);
            }
        });
    }

    static boolean isMissing(HttpResponseException e) {
        return status(e) == NOT_FOUND;
    }

    static boolean isConflict(HttpResponseException e) {
        return status(e) == CONFLICT;
    }

    private static RuntimeException failure(String name, HttpResponseException e) {
        int status = status(e);
        // 409 is a secret that is just being deleted, or recovered: soon it is neither.
        return status == 0 || status == 429 || status == CONFLICT || status >= 500
                ? new TransientFailure("Key Vault answered " + status + " for the secret " + name, e)
                : new PermanentFailure("Key Vault answered " + status + " for the secret " + name, e);
    }

    private static int status(HttpResponseException e) {
        return e.getResponse() == null ? 0 : e.getResponse().getStatusCode();
    }

    private synchronized SecretClient client() {
        if (client == null) {
            client = connect.get();
        }
        return client;
    }
}
