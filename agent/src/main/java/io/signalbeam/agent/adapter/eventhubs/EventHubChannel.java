package io.signalbeam.agent.adapter.eventhubs;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.AmqpTransportType;
import com.azure.core.amqp.ProxyAuthenticationType;
import com.azure.core.amqp.ProxyOptions;
import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import io.signalbeam.agent.cloud.HttpProxy;
import io.signalbeam.agent.cloud.LeaseKeeper;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.pace.Backoff;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One hub, on the device's own publisher path: over AMQP, port 5671, and over WebSockets, port 443, where that is closed
 * or a proxy is between. A client belongs to one lease, because a token in a client cannot be changed. After a failure the
 * channel stays closed for a while, so that those with another way take it at once; a lease that names another hub opens it.
 */
public final class EventHubChannel implements AutoCloseable {
    // One try: even a refused connection takes the whole time-out, and a report waits meanwhile that has another way.
    private static final AmqpRetryOptions RETRY =
            new AmqpRetryOptions().setMode(AmqpRetryMode.FIXED).setMaxRetries(0).setTryTimeout(Duration.ofSeconds(10));

    private static final Set<AmqpErrorCondition> ANSWERS = EnumSet.of(
            AmqpErrorCondition.UNAUTHORIZED_ACCESS,
            AmqpErrorCondition.SERVER_BUSY_ERROR,
            AmqpErrorCondition.RESOURCE_LIMIT_EXCEEDED,
            AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED);

    private final LeaseKeeper leases;
    private final Function<LeaseResponse, LeaseResponse.Channel> hub;
    private final @Nullable HttpProxy proxy;
    private final boolean mayStay;
    private final Backoff backoff;
    private final InstantSource steadyClock;
    private final RandomGenerator random;
    private final ReactorRest rest = ReactorRest.installed();

    @Nullable private EventHubProducerClient client;

    @Nullable private LeaseResponse clientLease;

    /** The way that worked last, or is to be tried next. */
    private boolean webSockets;

    private int failures;
    private Instant closedUntil = Instant.MIN;

    @Nullable private LeaseResponse closedFor;

    /**
     * @param hub which of the lease's hubs
     * @param proxy to go through, which takes WebSockets alone
     * @param mayStay whether the connection is kept between calls when the lease says {@code persistent}
     * @param backoff how long it stays closed after failures
     */
    public EventHubChannel(
            LeaseKeeper leases,
            Function<LeaseResponse, LeaseResponse.Channel> hub,
            @Nullable HttpProxy proxy,
            boolean mayStay,
            Backoff backoff,
            InstantSource steadyClock,
            RandomGenerator random) {
        this.leases = leases;
        this.hub = hub;
        this.proxy = proxy;
        this.webSockets = proxy != null;
        this.mayStay = mayStay;
        this.backoff = backoff;
        this.steadyClock = steadyClock;
        this.random = random;
    }

    /**
     * Sends all, in as few messages as they fit in.
     *
     * @throws TransientFailure when they may not all have arrived
     * @throws PermanentFailure when an event is too large
     */
    public synchronized void send(List<byte[]> events) throws InterruptedException {
        if (steadyClock.instant().isBefore(closedUntil) && (closedFor == null || !leases.hasMovedFrom(closedFor))) {
            throw new TransientFailure("unreachable", "Event Hubs failed a moment ago", null);
        }
        rest.awake();
        try {
            var lease = leases.lease();
            sendBatches(client(lease), events);
            failures = 0;
            leases.reached(lease);
            if (!mayStay || !lease.mode().equals("persistent")) {
                disconnect();
            }
        } catch (AmqpException e) {
            throw failed(e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The client was closed under us, or the lease is none.
            throw failed(e);
        } catch (RuntimeException e) {
            // A blocking call of the client that ran out of time comes as a bare exception of its reactor.
            if (e instanceof TransientFailure || e instanceof PermanentFailure) {
                throw e;
            }
            throw failed(e);
        } finally {
            rest.asleep();
        }
    }

    /** For people: what the last try took, or the next one will. */
    public synchronized String way() {
        return webSockets ? "WebSockets" : "AMQP";
    }

    /** Connects and is let in, or says why not; sends nothing. */
    public void reach() throws InterruptedException {
        send(List.of());
    }

    @Override
    public synchronized void close() {
        disconnect();
    }

    private TransientFailure failed(RuntimeException failure) {
        var lease = clientLease;
        boolean refused = failure instanceof AmqpException amqp
                && amqp.getErrorCondition() == AmqpErrorCondition.UNAUTHORIZED_ACCESS;
        if (refused && lease != null) {
            leases.drop(lease);
        }
        if (!refused && proxy == null && lease != null && !isPlain(hub.apply(lease))) {
            // What let us in and refused us was reached. What was not may be behind a firewall that knows port 443
            // alone.
            webSockets = !webSockets;
        }
        disconnect();
        failures++;
        closedUntil = steadyClock.instant().plus(backoff.after(failures, random));
        closedFor = lease;
        if (lease != null && answered(failure)) {
            leases.reached(lease);
        } else if (lease != null) {
            var again = leases.unreachable(lease);
            closedUntil = again.isBefore(closedUntil) ? again : closedUntil;
        }
        return new TransientFailure("unreachable", "Event Hubs: " + failure.getMessage(), failure);
    }

    /** Whether it is the hub that says no, and not the way there. */
    private static boolean answered(RuntimeException failure) {
        return failure instanceof AmqpException amqp
                && amqp.getErrorCondition() != null
                && ANSWERS.contains(amqp.getErrorCondition());
    }

    private static void sendBatches(EventHubProducerClient client, List<byte[]> events) {
        var batch = client.createBatch();
        for (var event : events) {
            var data = new EventData(event).setContentType(TelemetryEvent.CONTENT_TYPE);
            if (batch.tryAdd(data)) {
                continue;
            }
            if (batch.getCount() > 0) {
                client.send(batch);
                batch = client.createBatch();
            }
            if (!batch.tryAdd(data)) {
                throw new PermanentFailure("too-large", "an event of " + event.length + " bytes", null);
            }
        }
        if (batch.getCount() > 0) {
            client.send(batch);
        }
    }

    private EventHubProducerClient client(LeaseResponse lease) {
        if (!lease.equals(clientLease) || client == null) {
            disconnect();
            client = builder(lease).buildProducerClient();
            clientLease = lease;
        }
        return Objects.requireNonNull(client);
    }

    private EventHubClientBuilder builder(LeaseResponse lease) {
        var builder = new EventHubClientBuilder()
                .connectionString(hub.apply(lease).connectionString())
                .retryOptions(RETRY);
        if (webSockets) {
            builder.transportType(AmqpTransportType.AMQP_WEB_SOCKETS);
        }
        if (proxy != null) {
            builder.proxyOptions(new ProxyOptions(
                    proxy.user() == null ? ProxyAuthenticationType.NONE : ProxyAuthenticationType.BASIC,
                    new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())),
                    proxy.user(),
                    proxy.password()));
        }
        return builder;
    }

    /** Without TLS there is one port, which the lease names. */
    private static boolean isPlain(LeaseResponse.Channel channel) {
        return channel.connectionString().contains("UseDevelopmentEmulator=true");
    }

    private void disconnect() {
        var open = client;
        client = null;
        clientLease = null;
        if (open != null) {
            rest.awake();
            try {
                open.close();
            } finally {
                rest.asleep();
            }
        }
    }
}
