package io.signalbeam.local.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.cosmos.CosmosAsyncContainer;
import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosChangeFeedRequestOptions;
import com.azure.cosmos.models.CosmosContainerProperties;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosPatchItemRequestOptions;
import com.azure.cosmos.models.CosmosPatchOperations;
import com.azure.cosmos.models.FeedRange;
import com.azure.cosmos.models.PartitionKey;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.local.cosmos.CosmosStandIn.Settings;
import io.signalbeam.local.identity.ManagedIdentityStandIn;
import io.signalbeam.local.tls.LocalCa;
import io.signalbeam.local.tls.TrustingJvm;
import io.signalbeam.shared.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class CosmosStandInIT {
    private static final String KEY = "c2lnbmFsYmVhbS1sb2NhbC1hY2NvdW50LWtleS1mb3ItdGVzdHM=";

    @TempDir
    Path directory;

    private ManagedIdentityStandIn identity;
    private CosmosStandIn cosmos;
    private CosmosClient client;
    private CosmosContainer twins;

    @BeforeAll
    static void allowClear() {
        System.setProperty("COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED", "true");
        System.setProperty("COSMOS.DISABLE_IMDS_ACCESS", "true");
    }

    @AfterAll
    static void forbidClear() {
        System.clearProperty("COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED");
        System.clearProperty("COSMOS.DISABLE_IMDS_ACCESS");
    }

    @BeforeEach
    void start() {
        identity = ManagedIdentityStandIn.start(directory.resolve("secrets"), 0);
        cosmos = CosmosStandIn.start(settings(0));
        client = client(KEY);
        client.createDatabaseIfNotExists("signalbeam");
        client.getDatabase("signalbeam").createContainerIfNotExists(new CosmosContainerProperties("twins", "/id"));
        twins = client.getDatabase("signalbeam").getContainer("twins");
    }

    @AfterEach
    void stop() {
        client.close();
        cosmos.close();
        identity.close();
    }

    @Test
    void reads_back_what_was_written_and_answers_304_to_a_known_etag() {
        var created = twins.createItem(item("a", 1), key("a"), null);
        assertThat(created.getStatusCode()).isEqualTo(201);
        assertThat(created.getRequestCharge()).isPositive();

        var read = twins.readItem("a", key("a"), JsonNode.class);
        assertThat(read.getItem().path("n").asInt()).isEqualTo(1);
        assertThat(read.getItem().path("_ts").asLong()).isPositive();
        assertThat(read.getETag()).isEqualTo(created.getETag());

        var again = twins.readItem(
                "a", key("a"), new CosmosItemRequestOptions().setIfNoneMatchETag(read.getETag()), JsonNode.class);
        assertThat(again.getStatusCode()).isEqualTo(304);

        twins.upsertItem(item("a", 2), key("a"), null);
        var changed = twins.readItem(
                "a", key("a"), new CosmosItemRequestOptions().setIfNoneMatchETag(read.getETag()), JsonNode.class);
        assertThat(changed.getStatusCode()).isEqualTo(200);
        assertThat(changed.getItem().path("n").asInt()).isEqualTo(2);
    }

    @Test
    void refuses_what_cosmos_refuses() {
        refused(404, () -> twins.readItem("nobody", key("nobody"), JsonNode.class));
        refused(404, () -> twins.replaceItem(item("nobody", 1), "nobody", key("nobody"), null));
        refused(404, () -> twins.deleteItem("nobody", key("nobody"), null));
        var first = twins.createItem(item("b", 1), key("b"), null).getETag();
        refused(409, () -> twins.createItem(item("b", 2), key("b"), null));
        refused(400, () -> twins.createItem(item("c", 2), key("other"), null));

        var second =
                twins.replaceItem(item("b", 3), "b", key("b"), ifMatch(first)).getETag();
        assertThat(second).isNotEqualTo(first);
        refused(412, () -> twins.replaceItem(item("b", 4), "b", key("b"), ifMatch(first)));
        refused(412, () -> twins.upsertItem(item("b", 4), key("b"), ifMatch(first)));
        refused(412, () -> twins.deleteItem("b", key("b"), ifMatch(first)));
        assertThat(twins.deleteItem("b", key("b"), ifMatch(second)).getStatusCode())
                .isEqualTo(204);
        refused(404, () -> twins.readItem("b", key("b"), JsonNode.class));
        refused(404, () -> client.getDatabase("signalbeam").getContainer("none").read());
    }

    @Test
    void feeds_each_changed_item_once_from_where_the_reader_left_off() {
        twins.createItem(item("before", 1), key("before"), null);
        var start = changes(CosmosChangeFeedRequestOptions.createForProcessingFromNow(FeedRange.forFullRange()));
        assertThat(start.ids()).isEmpty();

        twins.createItem(item("a", 1), key("a"), null);
        twins.createItem(item("b", 1), key("b"), null);
        twins.upsertItem(item("a", 2), key("a"), null);
        var first = changes(CosmosChangeFeedRequestOptions.createForProcessingFromContinuation(start.continuation()));
        assertThat(first.ids()).containsExactly("b", "a");

        twins.upsertItem(item("before", 2), key("before"), null);
        var second = changes(CosmosChangeFeedRequestOptions.createForProcessingFromContinuation(first.continuation()));
        assertThat(second.ids()).containsExactly("before");
        assertThat(changes(CosmosChangeFeedRequestOptions.createForProcessingFromContinuation(second.continuation()))
                        .ids())
                .isEmpty();
        assertThat(changes(CosmosChangeFeedRequestOptions.createForProcessingFromBeginning(FeedRange.forFullRange())
                                .setMaxItemCount(1))
                        .ids())
                .containsExactly("b", "a", "before");
    }

    private record Changes(List<String> ids, String continuation) {}

    private Changes changes(CosmosChangeFeedRequestOptions options) {
        var ids = new ArrayList<String>();
        var continuation = "";
        for (var page : twins.queryChangeFeed(options, JsonNode.class).iterableByPage()) {
            page.getResults().forEach(item -> ids.add(item.path("id").asText()));
            continuation = page.getContinuationToken();
        }
        return new Changes(ids, continuation);
    }

    @Test
    void patches_under_a_condition() {
        var before = item("p", 1);
        before.putArray("list").add("x");
        twins.createItem(before, key("p"), null);
        var operations = CosmosPatchOperations.create()
                .add("/name", "n")
                .increment("/n", 5)
                .add("/list/0", "first")
                .set("/list/1", "second");
        var patched = twins.patchItem(
                        "p",
                        key("p"),
                        operations,
                        new CosmosPatchItemRequestOptions().setFilterPredicate("FROM c WHERE c.n = 1"),
                        JsonNode.class)
                .getItem();
        assertThat(patched.path("n").asInt()).isEqualTo(6);
        assertThat(patched.path("name").asText()).isEqualTo("n");
        assertThat(patched.path("list").toString()).isEqualTo("[\"first\",\"second\"]");

        refused(
                412,
                () -> twins.patchItem(
                        "p",
                        key("p"),
                        CosmosPatchOperations.create().remove("/name"),
                        new CosmosPatchItemRequestOptions().setFilterPredicate("FROM c WHERE c.n = 1"),
                        JsonNode.class));
        refused(
                400,
                () -> twins.patchItem(
                        "p", key("p"), CosmosPatchOperations.create().remove("/absent"), JsonNode.class));
    }

    @Test
    void reads_all_items_of_one_partition() {
        client.getDatabase("signalbeam").createContainerIfNotExists(new CosmosContainerProperties("events", "/device"));
        var events = client.getDatabase("signalbeam").getContainer("events");
        for (var i = 0; i < 7; i++) {
            events.createItem(item("e" + i, i).put("device", i % 2 == 0 ? "even" : "odd"));
        }
        assertThat(events.readAllItems(new PartitionKey("even"), JsonNode.class).stream()
                        .map(e -> e.path("id").asText()))
                .containsExactlyInAnyOrder("e0", "e2", "e4", "e6");
        assertThat(twins.readAllItems(new PartitionKey("nobody"), JsonNode.class).stream())
                .isEmpty();
    }

    @Test
    void keeps_everything_through_a_restart_and_carries_on() {
        var etag = twins.upsertItem(item("kept", 1), key("kept"), null).getETag();
        twins.upsertItem(item("gone", 1), key("gone"), null);
        twins.deleteItem("gone", key("gone"), null);
        var port = cosmos.port();
        cosmos.close();
        cosmos = CosmosStandIn.start(settings(port));

        var read = twins.readItem("kept", key("kept"), JsonNode.class);
        assertThat(read.getETag()).isEqualTo(etag);
        refused(404, () -> twins.readItem("gone", key("gone"), JsonNode.class));
        assertThat(twins.upsertItem(item("kept", 2), key("kept"), null).getETag())
                .isNotEqualTo(etag);
    }

    @Test
    void items_end_with_their_time_to_live() {
        var now = new AtomicReference<>(Instant.now());
        var port = cosmos.port();
        cosmos.close();
        cosmos = CosmosStandIn.start(settings(port), clock(now));
        var container = client.getDatabase("signalbeam").getContainer("short");
        client.getDatabase("signalbeam")
                .createContainer(new CosmosContainerProperties("short", "/id").setDefaultTimeToLiveInSeconds(300));
        container.createItem(item("default", 1));
        container.createItem(item("own", 1).put("ttl", 60));
        container.createItem(item("for-ever", 1).put("ttl", -1));

        now.updateAndGet(at -> at.plus(Duration.ofSeconds(61)));
        refused(404, () -> container.readItem("own", key("own"), JsonNode.class));
        assertThat(container.readItem("default", key("default"), JsonNode.class).getStatusCode())
                .isEqualTo(200);
        assertThat(container.createItem(item("own", 2)).getStatusCode()).isEqualTo(201);

        now.updateAndGet(at -> at.plus(Duration.ofMinutes(5)));
        refused(404, () -> container.readItem("default", key("default"), JsonNode.class));
        assertThat(container
                        .readItem("for-ever", key("for-ever"), JsonNode.class)
                        .getStatusCode())
                .isEqualTo(200);
    }

    @Test
    void lets_in_the_account_key_and_identity_tokens_alone() {
        twins.createItem(item("a", 1), key("a"), null);
        try (var byToken = new CosmosClientBuilder()
                .endpoint(cosmos.endpoint().toString())
                .credential(request -> Mono.just(new AccessToken(
                        identity.token(request.getScopes().getFirst().replace("/.default", "")),
                        OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))))
                .gatewayMode()
                .buildClient()) {
            assertThat(byToken.getDatabase("signalbeam")
                            .getContainer("twins")
                            .readItem("a", key("a"), JsonNode.class)
                            .getStatusCode())
                    .isEqualTo(200);
        }
        assertThatThrownBy(() -> client("d3Jvbmc=").close()).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> new CosmosClientBuilder()
                        .endpoint(cosmos.endpoint().toString())
                        .credential(request -> Mono.just(new AccessToken(
                                identity.token("https://elsewhere"),
                                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))))
                        .gatewayMode()
                        .buildClient()
                        .close())
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void many_writers_at_once_lose_nothing() {
        try (var async = new CosmosClientBuilder()
                .endpoint(cosmos.endpoint().toString())
                .key(KEY)
                .gatewayMode()
                .contentResponseOnWriteEnabled(false)
                .buildAsyncClient()) {
            CosmosAsyncContainer container = async.getDatabase("signalbeam").getContainer("twins");
            assertThat(upserts(container, 0, 1500)).isEqualTo(1500);
            var start = System.nanoTime();
            assertThat(upserts(container, 1500, 3000)).isEqualTo(1500);
            System.out.printf("upserts through the SDK: %.0f/s%n", 1500 / ((System.nanoTime() - start) / 1e9));
        }
        var port = cosmos.port();
        cosmos.close();
        cosmos = CosmosStandIn.start(settings(port));
        for (var i : new int[] {0, 1499, 2999}) {
            assertThat(twins.readItem("w" + i, key("w" + i), JsonNode.class)
                            .getItem()
                            .path("n")
                            .asInt())
                    .isEqualTo(i);
        }
    }

    @Test
    void what_was_answered_is_on_disk_before_anything_is_closed() throws Exception {
        twins.upsertItem(item("safe", 1), key("safe"), null);
        // The file as a kill at this moment would leave it.
        var left = Files.createDirectories(directory.resolve("left"));
        Files.copy(directory.resolve("cosmos/journal"), left.resolve("journal"));
        try (var store = new Store(left, Clock.systemUTC())) {
            assertThat(store.find(Key.database("signalbeam").container("twins").item("[\"safe\"]", "safe")))
                    .isNotNull();
        }
    }

    @Test
    void another_process_signs_in_over_tls_with_nothing_but_settings() throws Exception {
        var ca = LocalCa.open(directory.resolve("secrets"));
        cosmos.close();
        cosmos = CosmosStandIn.start(new Settings(directory.resolve("cosmos"), 0, ca, KEY, identity));
        assertThat(TrustingJvm.run(
                        ca, identity, directory, Writer.class, cosmos.endpoint().toString()))
                .contains("status=201");
    }

    /** What the function app does: the default credential and the account's address. */
    static final class Writer {
        public static void main(String[] args) {
            try (var client = new CosmosClientBuilder()
                    .endpoint(args[0])
                    .credential(new DefaultAzureCredentialBuilder().build())
                    .gatewayMode()
                    .buildClient()) {
                var answer = client.getDatabase("signalbeam")
                        .getContainer("twins")
                        .createItem(item("from-afar", 1), key("from-afar"), null);
                System.out.println("status=" + answer.getStatusCode());
            }
        }
    }

    private static Long upserts(CosmosAsyncContainer container, int from, int to) {
        return Flux.range(from, to - from)
                .flatMap(i -> container.upsertItem(item("w" + i, i), key("w" + i), null), 64)
                .count()
                .block();
    }

    private Settings settings(int port) {
        return new Settings(directory.resolve("cosmos"), port, null, KEY, identity);
    }

    private CosmosClient client(String key) {
        return new CosmosClientBuilder()
                .endpoint(cosmos.endpoint().toString())
                .key(key)
                .gatewayMode()
                .contentResponseOnWriteEnabled(true)
                .buildClient();
    }

    private static void refused(int status, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CosmosException.class,
                        e -> assertThat(e.getStatusCode()).as(e.getMessage()).isEqualTo(status));
    }

    private static CosmosItemRequestOptions ifMatch(String etag) {
        return new CosmosItemRequestOptions().setIfMatchETag(etag);
    }

    private static PartitionKey key(String id) {
        return new PartitionKey(id);
    }

    private static ObjectNode item(String id, int n) {
        return Json.lenient().createObjectNode().put("id", id).put("n", n);
    }

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }
}
