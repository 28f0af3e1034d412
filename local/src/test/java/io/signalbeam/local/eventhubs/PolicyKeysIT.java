package io.signalbeam.local.eventhubs;

import static io.signalbeam.local.eventhubs.Brokers.HUB;
import static io.signalbeam.local.eventhubs.Brokers.ONE_TRY;
import static io.signalbeam.local.eventhubs.Brokers.all;
import static io.signalbeam.local.eventhubs.Brokers.events;
import static io.signalbeam.local.eventhubs.Brokers.token;
import static io.signalbeam.local.eventhubs.Brokers.tokenClient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.signalbeam.local.eventhubs.Config.HubSpec;
import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.PolicyKeys;
import io.signalbeam.local.eventhubs.access.Right;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two keys of a policy taking turns, as the app has them do, under a publisher that never stops. */
final class PolicyKeysIT {
    private static final String DEVICE = HUB + "/publishers/device-1";

    @TempDir
    Path directory;

    @Test
    void a_publisher_that_keeps_sending_through_rotations_loses_nothing() {
        var keys = PolicyKeys.of("cHVibGlzaA==");
        var publishers = new Policy("publishers", keys, Set.of(Right.SEND));
        var config = Config.in(directory, List.of(new HubSpec(HUB, 4)), List.of(Brokers.ROOT, publishers));
        int sent = 0;
        try (var broker = EventHubsBroker.start(config)) {
            var lease = token(publishers, DEVICE, soon());
            for (int rotation = 0; rotation < 4; rotation++) {
                boolean second = rotation % 2 == 0;
                // The spare key is put in use; the lease of before goes on, on a new connection too.
                var next = token(
                        new Policy(publishers.name(), second ? keys.secondary() : keys.primary(), publishers.rights()),
                        DEVICE,
                        soon());
                for (var good : List.of(lease, next)) {
                    try (var producer = producer(broker, good)) {
                        producer.send(events(3));
                        sent += 3;
                    }
                }
                // The last lease of the key before has ended.
                if (second) {
                    keys.regeneratePrimary();
                } else {
                    keys.regenerateSecondary();
                }
                var ended = lease;
                try (var producer = producer(broker, ended)) {
                    assertThatThrownBy(() -> producer.send(events(1))).isInstanceOf(AmqpException.class);
                }
                lease = next;
            }
            assertThat(all(broker)).hasSize(sent);
        }
    }

    @Test
    void keys_that_were_made_anew_survive_a_restart() {
        var keys = PolicyKeys.in(directory, "publishers");
        var before = keys.primary();
        keys.regeneratePrimary();
        var again = PolicyKeys.in(directory, "publishers");
        assertThat(again.primary()).isEqualTo(keys.primary()).isNotEqualTo(before);
        assertThat(again.secondary()).isEqualTo(keys.secondary());
    }

    private static EventHubProducerClient producer(EventHubsBroker broker, String lease) {
        return tokenClient(broker, DEVICE, lease).retryOptions(ONE_TRY).buildProducerClient();
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(600);
    }
}
