package io.signalbeam.local.eventhubs;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import io.signalbeam.local.eventhubs.Config.HubSpec;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.Right;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Brokers and SDK clients for the tests. */
public final class Brokers {
    static final String HUB = "device-telemetry";
    static final Policy ROOT = new Policy("root", "cm9vdC1rZXktZm9yLXRlc3Rz", Set.of(Right.MANAGE));
    static final Policy LISTENER = new Policy("listener", "bGlzdGVuLWtleS1mb3ItdGVzdHM=", Set.of(Right.LISTEN));
    public static final Policy SENDER = new Policy("sender", "c2VuZC1rZXktZm9yLXRlc3Rz", Set.of(Right.SEND));
    static final Duration PATIENCE = Duration.ofSeconds(60);
    /** One try, so that a refusal shows at once. */
    static final AmqpRetryOptions ONE_TRY =
            new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(30));

    private Brokers() {}

    public static Config config(Path directory) {
        return Config.in(
                directory,
                List.of(new HubSpec(HUB, 4, "archive"), new HubSpec("device-reports", 2)),
                List.of(ROOT, LISTENER, SENDER));
    }

    static EventHubClientBuilder client(EventHubsBroker broker) {
        return client(broker.connectionString());
    }

    static EventHubClientBuilder client(String connectionString) {
        return new EventHubClientBuilder()
                .connectionString(connectionString, HUB)
                .consumerGroup(EventHubClientBuilder.DEFAULT_CONSUMER_GROUP_NAME)
                .retryOptions(ONE_TRY);
    }

    /** A client that has nothing but a token, as an agent has. */
    static EventHubClientBuilder tokenClient(EventHubsBroker broker, String entity, String token) {
        return new EventHubClientBuilder()
                .connectionString(
                        "Endpoint=sb://localhost:%d;SharedAccessSignature=%s;EntityPath=%s;UseDevelopmentEmulator=true"
                                .formatted(broker.port(), token, entity))
                .retryOptions(ONE_TRY);
    }

    public static String token(Policy policy, String entity, Instant expires) {
        try {
            var resource = URLEncoder.encode("sb://localhost/" + entity, StandardCharsets.UTF_8);
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(policy.key().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signature = Base64.getEncoder()
                    .encodeToString(
                            mac.doFinal((resource + "\n" + expires.getEpochSecond()).getBytes(StandardCharsets.UTF_8)));
            return "SharedAccessSignature sr=%s&sig=%s&se=%d&skn=%s"
                    .formatted(
                            resource,
                            URLEncoder.encode(signature, StandardCharsets.UTF_8),
                            expires.getEpochSecond(),
                            policy.name());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<EventData> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new EventData("event " + i))
                .toList();
    }

    static void send(EventHubsBroker broker, String partition, List<EventData> events) {
        try (var producer = client(broker).buildProducerClient()) {
            producer.send(events, new SendOptions().setPartitionId(partition));
        }
    }

    /** Waits for a number of events. */
    static List<PartitionEvent> receive(
            EventHubConsumerAsyncClient consumer, String partition, EventPosition from, int count) {
        return consumer.receiveFromPartition(partition, from)
                .take(count)
                .collectList()
                .block(PATIENCE);
    }

    static List<String> bodies(List<PartitionEvent> events) {
        return events.stream().map(event -> event.getData().getBodyAsString()).toList();
    }

    /** All events of a hub, from each partition's begin to its end at the call. */
    public static List<PartitionEvent> all(EventHubsBroker broker) {
        try (var consumer = client(broker).buildAsyncConsumerClient()) {
            return IntStream.range(0, 4)
                    .mapToObj(Integer::toString)
                    .flatMap(partition -> {
                        var bounds = consumer.getPartitionProperties(partition).block(PATIENCE);
                        var count = bounds.getLastEnqueuedSequenceNumber() - bounds.getBeginningSequenceNumber() + 1;
                        return bounds.isEmpty()
                                ? Stream.<PartitionEvent>empty()
                                : receive(consumer, partition, EventPosition.earliest(), (int) count).stream();
                    })
                    .toList();
        }
    }

    static EventHubProducerClient producer(EventHubsBroker broker) {
        return client(broker).buildProducerClient();
    }
}
