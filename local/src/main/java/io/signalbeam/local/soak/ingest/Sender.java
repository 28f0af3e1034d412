package io.signalbeam.local.soak.ingest;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.telemetry.MetricsSample;
import io.signalbeam.shared.telemetry.TelemetryCodec;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A device that sends as agents do: a batch is sent until it is acknowledged, and only then written into the ledger. Some
 * batches are sent once more although they were, and some samples are older than those before them.
 */
final class Sender implements Runnable {
    static final int BATCH = 100;
    private static final int AGAIN_PERCENT = 5;
    private static final int LATE_PERCENT = 10;
    private static final Duration LATEST = Duration.ofMinutes(40);
    /** One quick try: the loop here is the patience. */
    private static final AmqpRetryOptions ONE_TRY =
            new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(5));

    private final String connectionString;
    private final DeviceId device;
    private final Ledger ledger;
    private final Pace pace;
    private final Random random;
    private final Tally tally;
    private @Nullable EventHubProducerClient producer;
    private Instant lastTime = Instant.EPOCH;

    /** Says how much is to be sent, and how fast. */
    interface Pace {
        /** Waits until the next batch may go; false when nothing more is to be sent. */
        boolean next() throws InterruptedException;
    }

    /**
     * What all senders count together.
     *
     * @param numbers of samples, rising; each carries its own as its uptime
     * @param repeated events that were sent again after they had been acknowledged
     */
    record Tally(AtomicLong numbers, AtomicInteger repeated) {
        Tally() {
            this(new AtomicLong(), new AtomicInteger());
        }
    }

    Sender(String brokerUrl, DeviceId device, Ledger ledger, Pace pace, Random random, Tally tally) {
        this.connectionString = brokerUrl + ";EntityPath=" + IngestCloud.TELEMETRY + "/publishers/" + device;
        this.device = device;
        this.ledger = ledger;
        this.pace = pace;
        this.random = random;
        this.tally = tally;
    }

    @Override
    public void run() {
        try {
            while (pace.next()) {
                var entries = new ArrayList<Ledger.Entry>(BATCH);
                var bodies = new ArrayList<byte[]>(BATCH);
                for (int i = 0; i < BATCH; i++) {
                    var entry = new Ledger.Entry(UuidV7.random(), device, time());
                    entries.add(entry);
                    bodies.add(body(entry, tally.numbers().incrementAndGet()));
                }
                sendUntilAcknowledged(bodies);
                ledger.acknowledged(entries);
                if (random.nextInt(100) < AGAIN_PERCENT) {
                    sendUntilAcknowledged(bodies);
                    tally.repeated().addAndGet(BATCH);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            drop();
        }
    }

    /** Usually now, and each of its own, so that the order of times is the order of sending. */
    private Instant time() {
        if (random.nextInt(100) < LATE_PERCENT) {
            return Instant.now().minusMillis(random.nextLong(LATEST.toMillis())).truncatedTo(ChronoUnit.MILLIS);
        }
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        lastTime = now.isAfter(lastTime) ? now : lastTime.plusMillis(1);
        return lastTime;
    }

    private static byte[] body(Ledger.Entry entry, long number) {
        var sample = new MetricsSample(
                number,
                number % 100.0,
                1L << 30,
                4L << 30,
                null,
                null,
                0.5,
                null,
                null,
                null,
                null,
                Map.of("queue_depth", (double) number),
                List.of());
        return TelemetryCodec.encodeMetrics(
                TelemetryEvent.of(entry.id(), entry.device(), TelemetryEvent.TYPE_METRICS, entry.time(), sample));
    }

    private void sendUntilAcknowledged(List<byte[]> bodies) throws InterruptedException {
        while (true) {
            try {
                open().send(bodies.stream().map(EventData::new).toList());
                return;
            } catch (AmqpException | IllegalStateException e) {
                // The broker is away. It may have the batch already, and then gets it once more, as from an agent.
                drop();
                Thread.sleep(100);
            }
        }
    }

    private EventHubProducerClient open() {
        if (producer == null) {
            producer = new EventHubClientBuilder()
                    .connectionString(connectionString)
                    .retryOptions(ONE_TRY)
                    .buildProducerClient();
        }
        return producer;
    }

    private void drop() {
        if (producer != null) {
            producer.close();
            producer = null;
        }
    }
}
