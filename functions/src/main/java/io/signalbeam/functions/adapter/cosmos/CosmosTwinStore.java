package io.signalbeam.functions.adapter.cosmos;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosEndToEndOperationLatencyPolicyConfigBuilder;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosPatchItemRequestOptions;
import com.azure.cosmos.models.CosmosPatchOperations;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.PartitionKey;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.signalbeam.functions.adapter.Resilience;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.twin.Twin;
import io.signalbeam.functions.twin.TwinLog;
import io.signalbeam.functions.twin.TwinRemoval;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Twins in the container {@value #CONTAINER} of the database {@value #DATABASE}, partitioned by {@code /id}. The client
 * is built at the first use: that takes seconds, and most functions need none.
 */
public final class CosmosTwinStore implements TwinStore, TwinLog, TwinRemoval, AutoCloseable {
    public static final String DATABASE = "signalbeam";
    public static final String CONTAINER = "twins";

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int ROUNDS = 10;

    /** Of a twin's document, but for its id; a patch takes ten operations at the most. */
    static final List<String> FIELDS = List.of(
            "schema", "tenantId", "lifecycle", "revision", "keys", "signing", "encryptionKey", "tag", "desired");

    private final Settings.Cosmos settings;
    private final Resilience resilience = Resilience.around("cosmos");
    private @Nullable CosmosClient client;

    public CosmosTwinStore(Settings settings) {
        this.settings = settings.cosmos();
    }

    @Override
    public Optional<Twin> read(DeviceId device) {
        return stored(device).map(there -> {
            if (there.twin() == null) {
                throw new PermanentFailure("Cosmos DB: the twin of " + device + " is not readable");
            }
            return there.twin();
        });
    }

    @Override
    public Changes since(@Nullable String place) {
        var options = place == null
                ? CosmosChangeFeedRequestOptions.createForProcessingFromNow(FeedRange.forFullRange())
                : CosmosChangeFeedRequestOptions.createForProcessingFromContinuation(place);
        return resilience.call(() -> {
            var devices = new HashSet<DeviceId>();
            var reached = place;
            try {
                for (var page :
                        container().queryChangeFeed(options, JsonNode.class).iterableByPage()) {
                    page.getResults()
                            .forEach(item ->
                                    devices.add(DeviceId.parse(item.path("id").asText())));
                    reached = page.getContinuationToken();
                }
            } catch (CosmosException e) {
                throw failure(e);
            }
            if (reached == null) {
                throw new TransientFailure("Cosmos DB told no place in its change feed");
            }
            return new Changes(devices, reached);
        });
    }

    @Override
    public Optional<Twin> write(Twin twin) {
        // One request for a document that is there and not newer, which nearly all are.
        return patch(twin) ? Optional.empty() : compareAndPut(twin);
    }

    @Override
    public void delete(DeviceId device) {
        resilience.<Boolean>call(() -> {
            try {
                var id = device.toString();
                container().deleteItem(id, new PartitionKey(id), new CosmosItemRequestOptions());
                return true;
            } catch (CosmosException e) {
                if (e.getStatusCode() == NOT_FOUND) {
                    return false;
                }
                throw failure(e);
            }
        });
    }

    /** For a document that is missing, damaged or newer. */
    private Optional<Twin> compareAndPut(Twin twin) {
        // Each round that fails means that somebody else has written meanwhile; the newest wins in the end.
        for (int round = 0; round < ROUNDS; round++) {
            var there = stored(twin.id()).orElse(null);
            var old = there == null ? null : there.twin();
            if (old != null && !twin.notOlderThan(old)) {
                return Optional.of(old);
            }
            if (twin.equals(old) || put(twin, there)) {
                return Optional.empty();
            }
        }
        throw new TransientFailure("Cosmos DB: the twin of " + twin.id() + " changes too fast to be written");
    }

    /** Whether it was done: not when there is no document, or none that {@link Twin#notOlderThan} allows to write over. */
    private boolean patch(Twin twin) {
        JsonNode document = Json.lenient().valueToTree(twin);
        var operations = CosmosPatchOperations.create();
        // Every field but the id, which stays; what the twin does not have is removed from the document by a null.
        for (var field : FIELDS) {
            operations.set("/" + field, document.hasNonNull(field) ? document.get(field) : NullNode.instance);
        }
        var options = new CosmosPatchItemRequestOptions();
        options.setFilterPredicate("FROM c WHERE c.revision <= " + twin.revision() + " AND c.desired.generation <= "
                + twin.desired().generation());
        return resilience.call(() -> {
            try {
                var id = twin.id().toString();
                container().patchItem(id, new PartitionKey(id), operations, options, JsonNode.class);
                return true;
            } catch (CosmosException e) {
                if (e.getStatusCode() == NOT_FOUND || e.getStatusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                throw failure(e);
            }
        });
    }

    /** @param twin null when the document is none any more: reading fails then, and writing makes it whole again */
    private record Stored(@Nullable Twin twin, String etag) {}

    private Optional<Stored> stored(DeviceId device) {
        return resilience.call(() -> {
            try {
                var response =
                        container().readItem(device.toString(), new PartitionKey(device.toString()), JsonNode.class);
                return Optional.of(new Stored(readable(response.getItem()), response.getETag()));
            } catch (CosmosException e) {
                if (e.getStatusCode() == NOT_FOUND) {
                    return Optional.<Stored>empty();
                }
                throw failure(e);
            }
        });
    }

    /** The twin, or nothing when the document was damaged: no JSON of a twin, or without what every reader relies on. */
    static @Nullable Twin readable(JsonNode document) {
        var whole = Stream.of("id", "tenantId", "lifecycle", "revision", "keys", "tag", "desired")
                        .allMatch(document::hasNonNull)
                && document.get("desired").hasNonNull("generation");
        try {
            return whole ? Json.lenient().treeToValue(document, Twin.class) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private boolean put(Twin twin, @Nullable Stored there) {
        var key = new PartitionKey(twin.id().toString());
        JsonNode document = Json.lenient().valueToTree(twin);
        return resilience.call(() -> {
            try {
                if (there == null) {
                    container().createItem(document, key, new CosmosItemRequestOptions());
                } else {
                    container()
                            .replaceItem(
                                    document,
                                    twin.id().toString(),
                                    key,
                                    new CosmosItemRequestOptions().setIfMatchETag(there.etag()));
                }
                return true;
            } catch (CosmosException e) {
                // A replaced document that is gone was removed meanwhile: the next round makes it anew.
                if (e.getStatusCode() == CONFLICT
                        || e.getStatusCode() == PRECONDITION_FAILED
                        || e.getStatusCode() == NOT_FOUND) {
                    return false;
                }
                throw failure(e);
            }
        });
    }

    private static RuntimeException failure(CosmosException e) {
        return switch (e.getStatusCode()) {
            case 408, 410, 429, 449, 500, 503 -> new TransientFailure("Cosmos DB answered " + e.getStatusCode(), e);
            default ->
                e.getStatusCode() < 400
                        ? new TransientFailure("Cosmos DB did not answer", e)
                        : new PermanentFailure("Cosmos DB answered " + e.getStatusCode(), e);
        };
    }

    private synchronized CosmosContainer container() {
        if (client == null) {
            client = connect();
        }
        return client.getDatabase(DATABASE).getContainer(CONTAINER);
    }

    private CosmosClient connect() {
        if ("http".equals(settings.endpoint().getScheme())) {
            // The SDK refuses an address without TLS unless told otherwise, and only the setting can name one.
            System.setProperty("COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED", "true");
        }
        var builder = new CosmosClientBuilder()
                .endpoint(settings.endpoint().toString())
                .gatewayMode()
                .contentResponseOnWriteEnabled(false)
                .endToEndOperationLatencyPolicyConfig(
                        new CosmosEndToEndOperationLatencyPolicyConfigBuilder(Resilience.ATTEMPT).build())
                .userAgentSuffix("signalbeam");
        var key = settings.accountKey();
        try {
            return (key == null ? builder.credential(new DefaultAzureCredentialBuilder().build()) : builder.key(key))
                    .buildClient();
        } catch (CosmosException e) {
            throw failure(e);
        } catch (RuntimeException e) {
            throw new TransientFailure("Cosmos DB cannot be reached", e);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
