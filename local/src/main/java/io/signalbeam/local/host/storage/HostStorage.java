package io.signalbeam.local.host.storage;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import io.signalbeam.local.host.app.Settings;

/** The storage account named by {@code AzureWebJobsStorage}, or by {@code AzureWebJobsStorage__blobServiceUri}. */
public final class HostStorage {
    private static final String CONNECTION = "AzureWebJobsStorage";

    private final Settings settings;

    public HostStorage(Settings settings) {
        this.settings = settings;
    }

    /**
     * A container, made when it is not there.
     *
     * @throws IllegalArgumentException when no setting names the account
     */
    public BlobContainerClient container(String name) {
        var container = builder().buildClient().getBlobContainerClient(name);
        try {
            container.create();
        } catch (BlobStorageException e) {
            if (!BlobErrorCode.CONTAINER_ALREADY_EXISTS.equals(e.getErrorCode())) {
                throw e;
            }
        }
        return container;
    }

    /** As {@link #container}, for the checkpoint store of the Event Hubs SDK. */
    public BlobContainerAsyncClient asyncContainer(String name) {
        var unused = container(name);
        return builder().buildAsyncClient().getBlobContainerAsyncClient(name);
    }

    private BlobServiceClientBuilder builder() {
        var connection = settings.get(CONNECTION);
        if (connection.isPresent()) {
            return new BlobServiceClientBuilder().connectionString(connection.get());
        }
        var endpoint = settings.get(CONNECTION + "__blobServiceUri")
                .or(() -> settings.get(CONNECTION + "__accountName")
                        .map(account -> "https://" + account + ".blob.core.windows.net"))
                .orElseThrow(() ->
                        new IllegalArgumentException("timers and Event Hubs triggers need the setting " + CONNECTION));
        return new BlobServiceClientBuilder().endpoint(endpoint).credential(identity(settings, CONNECTION));
    }

    /** The identity of a connection without a key: {@code X__credential=managedidentity}, or what the process has. */
    public static TokenCredential identity(Settings settings, String connection) {
        var client = settings.get(connection + "__clientId");
        if (settings.get(connection + "__credential")
                .filter(kind -> kind.equalsIgnoreCase("managedidentity"))
                .isPresent()) {
            var managed = new ManagedIdentityCredentialBuilder();
            client.ifPresent(managed::clientId);
            return managed.build();
        }
        var standard = new DefaultAzureCredentialBuilder();
        client.ifPresent(standard::managedIdentityClientId);
        return standard.build();
    }
}
