package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.HUB;
import static io.signalbeam.local.eventhubs.Brokers.PATIENCE;
import static io.signalbeam.local.eventhubs.Brokers.all;
import static io.signalbeam.local.eventhubs.Brokers.bodies;
import static io.signalbeam.local.eventhubs.Brokers.client;
import static io.signalbeam.local.eventhubs.Brokers.events;
import static io.signalbeam.local.eventhubs.Brokers.receive;
import static io.signalbeam.local.eventhubs.Brokers.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.models.EventPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurabilityIT {
    @TempDir
    Path directory;

    @Test
    void a_restart_loses_nothing_and_goes_on_counting() {
        try (var broker = start()) {
            send(broker, "0", events(250));
        }
        try (var broker = start();
                var consumer = client(broker).buildAsyncConsumerClient()) {
            var bounds = consumer.getPartitionProperties("0").block(PATIENCE);
            assertThat(bounds.getBeginningSequenceNumber()).isZero();
            assertThat(bounds.getLastEnqueuedSequenceNumber()).isEqualTo(249);
            send(broker, "0", events(1));
            var received = receive(consumer, "0", EventPosition.earliest(), 251);
            assertThat(bodies(received).subList(0, 250))
                    .isEqualTo(
                            events(250).stream().map(EventData::getBodyAsString).toList());
            assertThat(received.getLast().getData().getSequenceNumber()).isEqualTo(250);
        }
    }

    @Test
    void half_a_record_at_the_end_is_cut_off() throws IOException {
        try (var broker = start()) {
            send(broker, "0", events(10));
        }
        Files.write(onlySegment(), new byte[] {0, 0, 1, 0, 1, 2, 3}, StandardOpenOption.APPEND);
        try (var broker = start()) {
            send(broker, "0", events(5));
            assertThat(all(broker))
                    .extracting(event -> event.getData().getSequenceNumber())
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
        }
    }

    @Test
    void a_client_outlives_a_restart_of_the_broker() {
        int port;
        var broker = start();
        port = broker.port();
        try (var producer = client(broker).retryOptions(new AmqpRetryOptions()).buildProducerClient()) {
            producer.send(events(1));
            broker.close();
            broker = EventHubsBroker.start(Brokers.config(directory).withPort(port));
            producer.send(events(1));
            assertThat(all(broker)).hasSize(2);
        } finally {
            broker.close();
        }
    }

    @Test
    void one_directory_has_one_broker() {
        try (var broker = start()) {
            assertThat(broker.port()).isPositive();
            assertThatThrownBy(this::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void noise_on_the_port_disturbs_nobody() throws IOException {
        var random = new Random(42);
        try (var broker = start()) {
            var open = new ArrayList<Socket>();
            for (var prefix : List.of("", "GET / HTTP/1.1\r\n\r\n", "AMQP\0\1\0\0", "AMQP\3\1\0\0")) {
                for (var i = 0; i < 10; i++) {
                    var socket = new Socket(InetAddress.getLoopbackAddress(), broker.port());
                    var noise = new byte[random.nextInt(4_000)];
                    random.nextBytes(noise);
                    try {
                        socket.getOutputStream().write(prefix.getBytes(StandardCharsets.ISO_8859_1));
                        socket.getOutputStream().write(noise);
                    } catch (IOException e) {
                        // The broker may have hung up already.
                        assertThat(e).isInstanceOf(SocketException.class);
                    }
                    open.add(socket);
                }
            }
            send(broker, "0", events(3));
            assertThat(all(broker)).hasSize(3);
            for (var socket : open) {
                socket.close();
            }
        }
    }

    private EventHubsBroker start() {
        return EventHubsBroker.start(Brokers.config(directory));
    }

    private Path onlySegment() throws IOException {
        try (var files = Files.list(directory.resolve(HUB).resolve("0"))) {
            return files.toList().getFirst();
        }
    }
}
