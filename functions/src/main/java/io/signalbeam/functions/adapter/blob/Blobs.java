package io.signalbeam.functions.adapter.blob;

import com.azure.core.util.HttpClientOptions;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.signalbeam.functions.adapter.Resilience;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client of one account of Blob Storage, made at the first use, and how its failures are told apart. */
public final class Blobs {
    private static final int NOT_FOUND = 404;

    private final Settings.Blobs settings;
    private final Resilience resilience = Resilience.around("blob");
    private final Map<String, BlobContainerClient> containers = new ConcurrentHashMap<>();
    private @Nullable BlobServiceClient service;

    public Blobs(Settings.Blobs settings) {
        this.settings = settings;
    }

    /**
     * Calls a container, made if it is not there yet. May call it more than once, so the work must stand that.
     *
     * @throws TransientFailure when it does not answer, PermanentFailure when it refuses
     */
    <T extends @Nullable Object> T in(String container, Function<BlobContainerClient, T> work) {
        return resilience.call(() -> {
            try {
                return work.apply(containers.computeIfAbsent(container, this::open));
            } catch (BlobStorageException e) {
                int status = e.getStatusCode();
                if (status == 0 || status == 408 || status == 429 || status >= 500) {
                    throw new TransientFailure("Blob Storage answered " + status, e);
                }
                if (status == NOT_FOUND) {
                    // Perhaps somebody deleted the container: make it again the next time.
                    containers.remove(container);
                }
                throw new PermanentFailure("Blob Storage answered " + status + " " + e.getErrorCode(), e);
            } catch (TransientFailure | PermanentFailure e) {
                throw e;
            } catch (RuntimeException e) {
                throw new TransientFailure("Blob Storage cannot be reached", e);
            }
        });
    }

    /** Whether the account's key is known, and not only who the app is. */
    boolean hasKey() {
        return settings.connectionString() != null;
    }

    /** Whether it answers and lets the app in; throws when not. */
    public void ask() {
        boolean unused = in(BlobManifestStore.CONTAINER, BlobContainerClient::exists);
    }

    private BlobContainerClient open(String name) {
        var container = service().getBlobContainerClient(name);
        container.createIfNotExists();
        return container;
    }

    private synchronized BlobServiceClient service() {
        if (service == null) {
            var builder = new BlobServiceClientBuilder()
                    // One attempt: Resilience makes the others.
                    .retryOptions(
                            new RequestRetryOptions(RetryPolicyType.FIXED, 1, Resilience.ATTEMPT, null, null, null))
                    .clientOptions(new HttpClientOptions()
                            .setConnectTimeout(Resilience.ATTEMPT)
                            .setResponseTimeout(Resilience.ATTEMPT));
            if (settings.connectionString() != null) {
                builder.connectionString(settings.connectionString());
            } else if (settings.serviceUri() != null) {
                builder.endpoint(settings.serviceUri().toString())
                        .credential(new DefaultAzureCredentialBuilder().build());
            }
            service = builder.buildClient();
        }
        return service;
    }
}
