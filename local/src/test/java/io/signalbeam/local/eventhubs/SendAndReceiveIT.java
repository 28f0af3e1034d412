package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.HUB;
import static io.signalbeam.local.eventhubs.Brokers.PATIENCE;
import static io.signalbeam.local.eventhubs.Brokers.ROOT;
import static io.signalbeam.local.eventhubs.Brokers.all;
import static io.signalbeam.local.eventhubs.Brokers.bodies;
import static io.signalbeam.local.eventhubs.Brokers.client;
import static io.signalbeam.local.eventhubs.Brokers.events;
import static io.signalbeam.local.eventhubs.Brokers.producer;
import static io.signalbeam.local.eventhubs.Brokers.receive;
import static io.signalbeam.local.eventhubs.Brokers.send;
import static io.signalbeam.local.eventhubs.Brokers.token;
import static io.signalbeam.local.eventhubs.Brokers.tokenClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SendAndReceiveIT {
    @TempDir
    Path directory;

    private EventHubsBroker broker;

    @BeforeEach
    void start() {
        broker = EventHubsBroker.start(Brokers.config(directory));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void one_event_comes_back_with_its_body_properties_and_place() {
        var event = new EventData("hello");
        event.getProperties().put("kind", "greeting");
        event.setContentType("text/plain").setMessageId("m-1");
        var before = Instant.now().minusMillis(1);
        send(broker, "2", List.of(event));

        try (var consumer = client(broker).buildAsyncConsumerClient()) {
            var received = receive(consumer, "2", EventPosition.earliest(), 1)
                    .getFirst()
                    .getData();
            assertThat(received.getBodyAsString()).isEqualTo("hello");
            assertThat(received.getProperties()).containsEntry("kind", "greeting");
            assertThat(received.getContentType()).isEqualTo("text/plain");
            assertThat(received.getMessageId()).isEqualTo("m-1");
            assertThat(received.getSequenceNumber()).isZero();
            assertThat(received.getOffsetString()).isEqualTo("0");
            assertThat(received.getEnqueuedTime()).isBetween(before, Instant.now());
            assertThat(received.getPartitionKey()).isNull();
        }
    }

    @Test
    void a_batch_keeps_its_order_and_its_partition_key() {
        try (var producer = producer(broker)) {
            producer.send(events(500), new SendOptions().setPartitionKey("oven-7"));
        }
        var received = all(broker);
        assertThat(bodies(received))
                .isEqualTo(events(500).stream().map(EventData::getBodyAsString).toList());
        assertThat(received)
                .allSatisfy(
                        event -> assertThat(event.getData().getPartitionKey()).isEqualTo("oven-7"));
        assertThat(received)
                .extracting(event -> event.getPartitionContext().getPartitionId())
                .containsOnly(received.getFirst().getPartitionContext().getPartitionId());
    }

    @Test
    void events_without_a_key_go_round_the_partitions() {
        try (var producer = producer(broker)) {
            for (var i = 0; i < 4; i++) {
                producer.send(events(1));
            }
        }
        assertThat(all(broker))
                .extracting(event -> event.getPartitionContext().getPartitionId())
                .containsExactly("0", "1", "2", "3");
    }

    @Test
    void a_publisher_is_stamped_whatever_the_client_says() {
        var path = HUB + "/publishers/device-1";
        var event = new EventData("from device 1");
        event.getRawAmqpMessage().getMessageAnnotations().put("x-opt-publisher", "device-2");
        event.getRawAmqpMessage().getMessageAnnotations().put("x-opt-sequence-number", 99L);
        event.getRawAmqpMessage().getMessageAnnotations().put("x-kept", "yes");
        try (var producer = tokenClient(
                        broker, path, token(ROOT, path, Instant.now().plusSeconds(600)))
                .buildProducerClient()) {
            producer.send(List.of(event));
            producer.send(events(3));
        }
        var received = all(broker);
        assertThat(received)
                .hasSize(4)
                .allSatisfy(each ->
                        assertThat(each.getData().getSystemProperties()).containsEntry("x-opt-publisher", "device-1"));
        assertThat(received.getFirst().getData().getSequenceNumber()).isZero();
        assertThat(received.getFirst().getData().getSystemProperties()).containsEntry("x-kept", "yes");
    }

    @Test
    void nobody_becomes_a_publisher_by_saying_so() {
        var event = new EventData("forged");
        event.getRawAmqpMessage().getMessageAnnotations().put("x-opt-publisher", "device-2");
        send(broker, "0", List.of(event));
        assertThat(all(broker).getFirst().getData().getSystemProperties()).doesNotContainKey("x-opt-publisher");
    }

    @Test
    void a_publisher_may_not_send_under_another_key() {
        var path = HUB + "/publishers/device-1";
        try (var producer = tokenClient(
                        broker, path, token(ROOT, path, Instant.now().plusSeconds(600)))
                .buildProducerClient()) {
            assertThatThrownBy(() -> producer.send(events(1), new SendOptions().setPartitionKey("device-2")))
                    .isInstanceOfSatisfying(AmqpException.class, e -> {
                        assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.UNAUTHORIZED_ACCESS);
                        assertThat(e.isTransient()).isFalse();
                    });
        }
    }

    @Test
    void a_reader_starts_where_it_says() throws Exception {
        send(broker, "1", events(300));
        Thread.sleep(5);
        var between = Instant.now();
        Thread.sleep(5);
        send(broker, "1", events(3));
        try (var consumer = client(broker).buildAsyncConsumerClient()) {
            var stored = receive(consumer, "1", EventPosition.earliest(), 303);
            var at = stored.get(250).getData();
            assertThat(firstFrom(consumer, EventPosition.fromSequenceNumber(250, true)))
                    .isEqualTo(250);
            assertThat(firstFrom(consumer, EventPosition.fromSequenceNumber(250)))
                    .isEqualTo(251);
            assertThat(firstFrom(consumer, EventPosition.fromOffsetString(at.getOffsetString())))
                    .isEqualTo(251);
            assertThat(firstFrom(consumer, EventPosition.fromEnqueuedTime(between)))
                    .isEqualTo(300);

            var seen = new LinkedBlockingQueue<Long>();
            var reading = consumer.receiveFromPartition("1", EventPosition.latest())
                    .subscribe(event -> seen.add(event.getData().getSequenceNumber()));
            try {
                // The link may attach after any one send, so send until it has.
                Long first = null;
                var next = 303L;
                for (; first == null && next < 400; next++) {
                    send(broker, "1", events(1));
                    first = seen.poll(300, TimeUnit.MILLISECONDS);
                }
                assertThat(first).isBetween(303L, next);
            } finally {
                reading.dispose();
            }
        }
    }

    private static long firstFrom(EventHubConsumerAsyncClient consumer, EventPosition position) {
        return receive(consumer, "1", position, 1).getFirst().getData().getSequenceNumber();
    }

    @Test
    void management_tells_of_the_hub_and_its_partitions() {
        send(broker, "3", events(7));
        try (var consumer = client(broker).buildAsyncConsumerClient()) {
            var hub = consumer.getEventHubProperties().block(PATIENCE);
            assertThat(hub.getName()).isEqualTo(HUB);
            assertThat(hub.getPartitionIds()).containsExactly("0", "1", "2", "3");
            var partition = consumer.getPartitionProperties("3").block(PATIENCE);
            assertThat(partition.getBeginningSequenceNumber()).isZero();
            assertThat(partition.getLastEnqueuedSequenceNumber()).isEqualTo(6);
            assertThat(partition.isEmpty()).isFalse();
            assertThat(consumer.getPartitionProperties("0").block(PATIENCE).isEmpty())
                    .isTrue();
        }
    }

    @Test
    void an_event_above_one_mebibyte_is_refused() {
        try (var producer = producer(broker)) {
            assertThatThrownBy(() -> producer.send(List.of(new EventData(new byte[(1 << 20) + 1]))))
                    .isInstanceOfSatisfying(
                            AmqpException.class,
                            e -> assertThat(e.getErrorCondition())
                                    .isEqualTo(AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED));
            producer.send(List.of(new EventData(new byte[1_000_000])), new SendOptions().setPartitionId("0"));
        }
        assertThat(all(broker).getFirst().getData().getBody()).hasSize(1_000_000);
    }
}
