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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class EventHubsTriggersIT {
    private static final int PARTITIONS = 4;

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static LocalAzurite azurite;
    private static EventHubsBroker broker;
    private static final List<String> HUBS = List.of("shaky", "poison", "restart", "two");

    private String hub;
    private StagedSample app;

    @BeforeAll
    static void start() {
        azurite = RealParts.azurite(shared.resolve("azurite"));
        broker = EventHubsBroker.start(Config.in(
                shared.resolve("broker"),
                HUBS.stream().map(name -> new HubSpec(name, PARTITIONS)).toList(),
                List.of(new Policy("root", "cm9vdC1rZXktZm9yLXRlc3Rz", Set.of(Right.MANAGE)))));
    }

    @AfterAll
    static void stop() {
        broker.close();
        azurite.close();
    }

    @BeforeEach
    void stage(TestInfo test) throws Exception {
        RealParts.journalTo(folder.resolve("journal"));
        hub = test.getTags().iterator().next();
        app = new StagedSample(folder.resolve("app")).hostJson("""
                        {"extensions": {"eventHubs": {"maxEventBatchSize": 2, "minEventBatchSize": 2,
                          "maxWaitTime": "00:00:10", "loadBalancingUpdateInterval": "00:00:01",
                          "partitionOwnershipExpirationInterval": "00:00:20"}}}""").function("ingest", "EventsSample.ingest", """
                        {"type": "eventHubTrigger", "name": "events", "eventHubName": "%HUB%", "dataType": "binary",
                          "connection": "EventHubConnection", "cardinality": "MANY"}""", """
                        , "retry": {"strategy": "fixedDelay", "maxRetryCount": 2, "delayInterval": "00:00:00.2"}""");
    }

    private FunctionsHost host() {
        return FunctionsHost.start(
                app.folder(),
                Map.of(
                        "HUB", hub,
                        "EventHubConnection", broker.connectionString(),
                        "AzureWebJobsStorage", azurite.connectionString()),
                HostOptions.onPort(0));
    }

    /** Sends each event on its own, so that their order is theirs. */
    private void send(int partition, String... bodies) {
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
    @Tag("shaky")
    void a_batch_that_fails_is_retried_in_place_and_the_order_is_kept() throws Exception {
        send(1, "a", "shaky", "b", "c");
        try (var host = host()) {
            var lines = until(RealParts::journal, found -> found.size() >= 8);

            assertThat(lines)
                    .containsExactly(
                            "1 0 0 k-a 0 a",
                            "1 1 1 k-shaky 0 shaky",
                            "1 0 0 k-a 1 a",
                            "1 1 1 k-shaky 1 shaky",
                            "1 0 0 k-a 2 a",
                            "1 1 1 k-shaky 2 shaky",
                            "1 2 2 k-b 0 b",
                            "1 3 3 k-c 0 c");
            assertThat(host.functions().getFirst().counts().failures()).isEqualTo(2);
        }
    }

    @Test
    @Tag("poison")
    void a_batch_that_goes_on_failing_is_passed_over_and_does_not_come_again() throws Exception {
        send(0, "poison", "a", "b", "c");
        try (var host = host()) {
            assertThat(until(RealParts::journal, found -> found.size() >= 5))
                    .containsExactly(
                            "0 0 0 k-poison 0 poison",
                            "0 0 0 k-poison 1 poison",
                            "0 0 0 k-poison 2 poison",
                            "0 2 2 k-b 0 b",
                            "0 3 3 k-c 0 c");
            assertThat(host.functions().getFirst().counts().failures()).isEqualTo(3);
        }
        send(0, "d", "e");
        try (var again = host()) {
            assertThat(until(RealParts::journal, found -> found.size() >= 7))
                    .hasSize(7)
                    .endsWith("0 4 4 k-d 0 d", "0 5 5 k-e 0 e");
            assertThat(again.functions().getFirst().counts().failures()).isZero();
        }
    }

    @Test
    @Tag("restart")
    void a_host_that_starts_again_goes_on_where_the_last_one_stopped() throws Exception {
        send(2, "a", "b", "c", "d");
        try (var host = host()) {
            assertThat(until(RealParts::journal, found -> found.size() >= 4)).hasSize(4);
            assertThat(host.functions()).hasSize(1);
        }
        send(2, "e", "f");
        send(3, "g", "h");
        try (var host = host()) {
            assertThat(until(RealParts::journal, found -> found.size() >= 8))
                    .hasSize(8)
                    .contains("2 4 4 k-e 0 e", "2 5 5 k-f 0 f", "3 0 0 k-g 0 g", "3 1 1 k-h 0 h");
            assertThat(host.functions()).hasSize(1);
        }
    }

    @Test
    @Tag("two")
    void two_hosts_share_the_partitions_and_nothing_is_lost() throws Exception {
        try (var one = host();
                var two = host()) {
            var sent = new int[1];
            until(
                    () -> {
                        for (var partition = 0; partition < PARTITIONS; partition++) {
                            send(partition, "round " + sent[0], "again");
                        }
                        return ++sent[0];
                    },
                    rounds -> invocations(one) > 0 && invocations(two) > 0);
            assertThat(invocations(one)).isPositive();
            assertThat(invocations(two)).isPositive();
            var bodies = until(() -> Set.copyOf(places()), found -> found.size() >= sent[0] * 2 * PARTITIONS);
            assertThat(bodies).hasSize(sent[0] * 2 * PARTITIONS);
        }
    }

    private static List<String> places() throws Exception {
        return journal().stream()
                .map(line -> line.substring(0, line.indexOf(' ', line.indexOf(' ') + 1)))
                .toList();
    }

    private static long invocations(FunctionsHost host) {
        return host.functions().getFirst().counts().invocations();
    }
}
