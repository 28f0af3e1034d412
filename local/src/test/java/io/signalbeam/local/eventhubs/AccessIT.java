package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.HUB;
import static io.signalbeam.local.eventhubs.Brokers.LISTENER;
import static io.signalbeam.local.eventhubs.Brokers.PATIENCE;
import static io.signalbeam.local.eventhubs.Brokers.ROOT;
import static io.signalbeam.local.eventhubs.Brokers.SENDER;
import static io.signalbeam.local.eventhubs.Brokers.all;
import static io.signalbeam.local.eventhubs.Brokers.client;
import static io.signalbeam.local.eventhubs.Brokers.events;
import static io.signalbeam.local.eventhubs.Brokers.token;
import static io.signalbeam.local.eventhubs.Brokers.tokenClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.models.EventPosition;
import io.signalbeam.local.eventhubs.access.Policy;
import java.nio.file.Path;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessIT {
    private static final String DEVICE_1 = HUB + "/publishers/device-1";
    private static final String DEVICE_2 = HUB + "/publishers/device-2";

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
    void a_device_cannot_send_as_another() {
        assertUnauthorized(() -> sendWith(DEVICE_2, token(ROOT, DEVICE_1, soon())));
    }

    @Test
    void a_device_cannot_send_to_the_whole_hub() {
        assertUnauthorized(() -> sendWith(HUB, token(ROOT, DEVICE_1, soon())));
    }

    @Test
    void a_token_for_the_hub_is_good_for_every_device() {
        sendWith(DEVICE_2, token(SENDER, HUB, soon()));
        assertThat(all(broker)).hasSize(1);
    }

    @Test
    void a_token_of_a_wrong_key_is_refused() {
        var thief = new Policy(ROOT.name(), "Z3Vlc3NlZA==", ROOT.rights());
        assertUnauthorized(() -> sendWith(DEVICE_1, token(thief, DEVICE_1, soon())));
    }

    @Test
    void a_token_of_an_unknown_policy_is_refused() {
        var unknown = new Policy("nobody", ROOT.key(), ROOT.rights());
        assertUnauthorized(() -> sendWith(DEVICE_1, token(unknown, DEVICE_1, soon())));
    }

    @Test
    void an_expired_token_is_refused() {
        assertUnauthorized(
                () -> sendWith(DEVICE_1, token(ROOT, DEVICE_1, Instant.now().minusSeconds(1))));
    }

    @Test
    void who_may_listen_may_not_send() {
        assertUnauthorized(() -> sendWith(HUB, token(LISTENER, HUB, soon())));
    }

    @Test
    void who_may_send_may_not_listen() {
        try (var consumer = client(broker.connectionString(SENDER)).buildAsyncConsumerClient()) {
            assertUnauthorized(() ->
                    consumer.receiveFromPartition("0", EventPosition.earliest()).blockFirst(PATIENCE));
        }
    }

    @Test
    void a_hub_that_is_not_there_is_not_found() {
        try (var producer =
                tokenClient(broker, "no-such-hub", token(ROOT, "", soon())).buildProducerClient()) {
            assertThatThrownBy(() -> producer.send(events(1)))
                    .isInstanceOfSatisfying(
                            AmqpException.class,
                            e -> assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.NOT_FOUND));
        }
    }

    private void sendWith(String entity, String token) {
        try (var producer = tokenClient(broker, entity, token).buildProducerClient()) {
            producer.send(events(1));
        }
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(600);
    }

    private static void assertUnauthorized(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AmqpException.class, e -> {
            assertThat(e.getErrorCondition()).isEqualTo(AmqpErrorCondition.UNAUTHORIZED_ACCESS);
            assertThat(e.isTransient()).isFalse();
        });
    }
}
