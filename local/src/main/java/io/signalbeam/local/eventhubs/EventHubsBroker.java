package io.signalbeam.local.eventhubs;

import io.signalbeam.local.eventhubs.access.Policy;
import io.signalbeam.local.eventhubs.access.Right;
import io.signalbeam.local.eventhubs.access.TokenCheck;
import io.signalbeam.local.eventhubs.amqp.Hub;
import io.signalbeam.local.eventhubs.amqp.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The broker. It serves from {@link #start} until {@link #close}; what it accepted is on disk by then. */
public final class EventHubsBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventHubsBroker.class);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

    private final Config config;
    private final HubStore store;
    private final Listener plain;
    private final @Nullable Listener tls;
    private final Thread housekeeping;

    private EventHubsBroker(Config config, HubStore store, Listener plain, @Nullable Listener tls) {
        this.config = config;
        this.store = store;
        this.plain = plain;
        this.tls = tls;
        this.housekeeping = Thread.ofVirtual().name("eventhubs-housekeeping").start(this::keepHouse);
    }

    /**
     * Opens the stored events and begins to serve on loopback.
     *
     * @throws UncheckedIOException when a port is taken, or the directory cannot be used or is in use
     */
    public static EventHubsBroker start(Config config) {
        try {
            var store = HubStore.open(config);
            try {
                var namespace = new Namespace(
                        "signalbeam-eventhubs",
                        store.hubs(),
                        new TokenCheck(config.policies(), config.bearer()),
                        config.clock());
                var plain = Listener.plain(config.port(), namespace);
                try {
                    var tls = config.tls() == null ? null : Listener.tls(config.tls(), namespace);
                    LOG.info("Event Hubs broker on port {}, with {}", plain.port(), config.hubs());
                    return new EventHubsBroker(config, store, plain, tls);
                } catch (IOException e) {
                    plain.close();
                    throw e;
                }
            } catch (IOException e) {
                store.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For AMQP in clear. */
    public int port() {
        return plain.port();
    }

    /** For AMQP over TLS. */
    public int tlsPort() {
        if (tls == null) {
            throw new IllegalStateException("the broker was started without TLS");
        }
        return tls.port();
    }

    /** @throws java.util.NoSuchElementException when there is none of that name */
    public Hub hub(String name) {
        return store.hubs().stream()
                .filter(hub -> hub.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** For the namespace, with the first policy that may manage it. */
    public String connectionString() {
        return config.policies().stream()
                .filter(policy -> policy.rights().contains(Right.MANAGE))
                .findFirst()
                .map(this::connectionString)
                .orElseThrow(() -> new IllegalStateException("no policy may manage the namespace"));
    }

    public String connectionString(Policy policy) {
        return "Endpoint=sb://localhost:%d;SharedAccessKeyName=%s;SharedAccessKey=%s;UseDevelopmentEmulator=true"
                .formatted(port(), policy.name(), policy.key());
    }

    @Override
    public void close() {
        housekeeping.interrupt();
        plain.close();
        if (tls != null) {
            tls.close();
        }
        try {
            store.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keepHouse() {
        try {
            while (true) {
                store.expire();
                Thread.sleep(HOUSEKEEPING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
