package io.signalbeam.local.host;

import static io.signalbeam.local.host.RealParts.journal;
import static io.signalbeam.local.host.RealParts.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.models.SendOptions;
import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.eventhubs.Config;
import io.signalbeam.local.eventhubs.Config.HubSpec;
import io.signalbeam.local.eventhubs.EventHubsBroker;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.Right;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways of being called by events that the product itself does not use, and checkpoints that are not written each time. */
class EventHubsBindingsIT {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static LocalAzurite azurite;
    private static EventHubsBroker broker;

    @BeforeAll
    static void start() {
        azurite = RealParts.azurite(shared.resolve("azurite"));
        broker = EventHubsBroker.start(Config.in(
                shared.resolve("broker"),
                List.of(
                        new HubSpec("one", 2),
                        new HubSpec("objects", 1),
                        new HubSpec("many-objects", 1),
                        new HubSpec("seldom", 1)),
                List.of(new Policy("root", "cm9vdC1rZXktZm9yLXRlc3Rz", Set.of(Right.MANAGE)))));
    }

    @AfterAll
    static void stop() {
        broker.close();
        azurite.close();
    }

    @BeforeEach
    void journalHere() throws Exception {
        RealParts.journalTo(folder.resolve("journal"));
    }

    /** @param options further fields of {@code extensions.eventHubs}, each begun with a comma */
    private FunctionsHost host(String hub, String method, String cardinality, String options) throws Exception {
        var app = new StagedSample(folder.resolve("app"))
                .hostJson("""
                        {"extensions": {"eventHubs": {"loadBalancingUpdateInterval": "00:00:01",
                          "partitionOwnershipExpirationInterval": "00:00:20"%s}}}""".formatted(options))
                .function(
                        method,
                        "EventsSample." + method,
                        """
                        {"type": "eventHubTrigger", "name": "%s", "eventHubName": "%s",
                          "connection": "EventHubConnection", "cardinality": "%s"}""".formatted(cardinality.equals("ONE") ? "event" : "events", hub, cardinality),
                        "");
        return FunctionsHost.start(
                app.folder(),
                Map.of(
                        "EventHubConnection", broker.connectionString(),
                        "AzureWebJobsStorage", azurite.connectionString()),
                HostOptions.onPort(0));
    }

    private static void send(String hub, int partition, String... bodies) {
        try (var producer = new EventHubClientBuilder()
                .connectionString(broker.connectionString(), hub)
                .buildProducerClient()) {
            for (var body : bodies) {
                var event = new EventData(body);
                event.getProperties().put("kind", "k-" + body);
                producer.send(List.of(event), new SendOptions().setPartitionId(Integer.toString(partition)));
            }
        }
    }

    @Test
    void with_cardinality_one_a_function_is_called_for_each_event_with_its_own_metadata() throws Exception {
        send("one", 0, "a", "b", "c");
        send("one", 1, "d");
        try (var host = host("one", "text", "ONE", "")) {
            var lines = until(RealParts::journal, found -> found.size() >= 4);

            assertThat(lines)
                    .containsExactlyInAnyOrder("0 0 k-a a", "0 1 k-b b", "0 2 k-c c", "1 0 k-d d")
                    .containsSubsequence("0 0 k-a a", "0 1 k-b b", "0 2 k-c c");
            assertThat(host.functions().getFirst().counts().invocations()).isEqualTo(4);
        }
    }

    @Test
    void a_body_becomes_an_object_and_one_that_cannot_fails_before_the_function_runs() throws Exception {
        send("objects", 0, "{\"sensor\": \"t1\", \"value\": 1.5}", "no JSON", "{\"sensor\": \"t2\", \"value\": 2}");
        try (var host = host("objects", "reading", "ONE", "")) {
            assertThat(until(RealParts::journal, found -> found.size() >= 2)).containsExactly("t1=1.5", "t2=2.0");
            assertThat(host.functions().getFirst().counts().failures()).isEqualTo(1);
        }
    }

    @Test
    void bodies_of_a_batch_become_objects() throws Exception {
        send("many-objects", 0, "{\"sensor\": \"t1\", \"value\": 1}", "{\"sensor\": \"t2\", \"value\": 2}");
        var pairs = ", \"maxEventBatchSize\": 2, \"minEventBatchSize\": 2, \"maxWaitTime\": \"00:00:30\"";
        try (var host = host("many-objects", "readings", "MANY", pairs)) {
            assertThat(until(RealParts::journal, found -> found.size() >= 2)).containsExactly("2: t1=1.0", "2: t2=2.0");
            assertThat(host.functions().getFirst().counts().invocations()).isEqualTo(1);
        }
    }

    @Test
    void what_came_after_the_last_checkpoint_comes_again() throws Exception {
        var seldom = ", \"maxEventBatchSize\": 1, \"batchCheckpointFrequency\": 3";
        send("seldom", 0, "a", "b", "c", "d", "e");
        try (var host = host("seldom", "text", "ONE", seldom)) {
            assertThat(until(RealParts::journal, found -> found.size() >= 5)).hasSize(5);
            assertThat(host.functions()).hasSize(1);
        }
        try (var host = host("seldom", "text", "ONE", seldom)) {
            assertThat(until(RealParts::journal, found -> found.size() >= 7).subList(5, 7))
                    .containsExactly("0 3 k-d d", "0 4 k-e e");
            send("seldom", 0, "f");
            assertThat(until(RealParts::journal, found -> found.size() >= 8))
                    .hasSize(8)
                    .endsWith("0 5 k-f f");
            assertThat(host.functions()).hasSize(1);
        }
        // d, e and f made three, so that all of them are behind the second checkpoint.
        send("seldom", 0, "g");
        try (var host = host("seldom", "text", "ONE", seldom)) {
            assertThat(until(RealParts::journal, found -> found.size() >= 9))
                    .hasSize(9)
                    .endsWith("0 6 k-g g");
            assertThat(journal()).hasSize(9);
            assertThat(host.functions()).hasSize(1);
        }
    }
}
