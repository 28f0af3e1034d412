package io.signalbeam.local.host.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.models.CloseReason;
import com.azure.messaging.eventhubs.models.EventContext;
import com.azure.messaging.eventhubs.models.EventPosition;
import io.signalbeam.local.host.app.EventHubsOptions;
import io.signalbeam.local.host.app.EventHubsOptions.InitialOffset;
import io.signalbeam.local.host.app.Settings;
import io.signalbeam.local.host.app.Trigger;
import io.signalbeam.local.host.invoke.FunctionRuntime;
import io.signalbeam.local.host.storage.HostStorage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to one hub for one function, and shares its partitions with other hosts. */
final class HubListener {
    private static final Logger LOG = LoggerFactory.getLogger(HubListener.class);
    /**
     * Events that the SDK may have asked for and not passed on yet. It takes them in through a Reactor sink of 256 places
     * ({@code reactor.util.concurrent.Queues.SMALL_BUFFER_SIZE}): when more come while another of its threads has the sink
     * and no processor, it says {@code FAIL_OVERFLOW}, drops the link, and reads the partition again only when its ownership
     * has run out, half a minute later. What the real host, which is not written in Java, would fetch beyond that waits in
     * the {@link PartitionPump}.
     */
    private static final int MOST_UNDER_WAY = 256;

    private static final Pattern NAMESPACE = Pattern.compile("([^:/]+)(?::(\\d+))?");
    /** Of a connection string; with the emulator's mark the SDK itself heeds the port. */
    private static final Pattern TLS_ENDPOINT =
            Pattern.compile("(?i)^(?!.*UseDevelopmentEmulator=true).*Endpoint=sb://([^:/;]+)(?::(\\d+))?");

    private final FunctionRuntime.Callable<EventsInput> function;
    private final Trigger.EventHubs trigger;
    private final EventHubsOptions options;
    private final CheckpointStore checkpoints;
    private final Map<String, PartitionPump> pumps = new ConcurrentHashMap<>();
    private final EventProcessorClient processor;
    private volatile boolean closing;

    HubListener(
            FunctionRuntime.Callable<EventsInput> function,
            Trigger.EventHubs trigger,
            EventHubsOptions options,
            Settings settings,
            CheckpointStore checkpoints) {
        this.function = function;
        this.trigger = trigger;
        this.options = options;
        this.checkpoints = checkpoints;
        var start = position(options.initialOffset());
        processor = connect(new EventProcessorClientBuilder(), settings)
                .consumerGroup(trigger.consumerGroup())
                .checkpointStore(checkpoints)
                .prefetchCount(Math.min(options.prefetchCount(), MOST_UNDER_WAY))
                .loadBalancingStrategy(LoadBalancingStrategy.GREEDY)
                .loadBalancingUpdateInterval(options.loadBalancingUpdateInterval())
                .partitionOwnershipExpirationInterval(options.partitionOwnershipExpirationInterval())
                .initialPartitionEventPosition(partition -> start)
                .processEvent(this::accept)
                .processPartitionClose(
                        close -> closed(close.getPartitionContext().getPartitionId(), close.getCloseReason()))
                .processError(error -> LOG.warn(
                        "{}: partition {} of {}: {}",
                        function.definition().name(),
                        error.getPartitionContext().getPartitionId(),
                        trigger.eventHub(),
                        error.getThrowable().toString()))
                .buildEventProcessorClient();
    }

    private EventProcessorClientBuilder connect(EventProcessorClientBuilder builder, Settings settings) {
        var name = trigger.connection();
        var connection = settings.get(name);
        if (connection.isPresent()) {
            var unused = connection.get().contains("EntityPath=")
                    ? builder.connectionString(connection.get())
                    : builder.connectionString(connection.get(), trigger.eventHub());
            return at(TLS_ENDPOINT.matcher(connection.get()), builder);
        }
        var namespace = settings.get(name + "__fullyQualifiedNamespace")
                .orElseThrow(() -> new IllegalArgumentException("function "
                        + function.definition().name() + " needs the setting " + name + " or " + name
                        + "__fullyQualifiedNamespace"));
        var place = NAMESPACE.matcher(namespace);
        if (!place.matches()) {
            throw new IllegalArgumentException(name + "__fullyQualifiedNamespace is not the name of a host");
        }
        return at(place, builder.credential(place.group(1), trigger.eventHub(), HostStorage.identity(settings, name)));
    }

    /** A port is beyond Azure, where it is always 5671, and the SDK passes over it; a local broker may have any. */
    private static EventProcessorClientBuilder at(Matcher place, EventProcessorClientBuilder builder) {
        return (place.hasMatch() || place.find()) && place.group(2) != null
                ? builder.customEndpointAddress("sb://" + place.group(1) + ":" + place.group(2))
                : builder;
    }

    private static EventPosition position(InitialOffset offset) {
        return switch (offset) {
            case InitialOffset.FromStart start -> EventPosition.earliest();
            case InitialOffset.FromEnd end -> EventPosition.latest();
            case InitialOffset.FromEnqueuedTime since -> EventPosition.fromEnqueuedTime(since.time());
        };
    }

    FunctionRuntime.Callable<EventsInput> function() {
        return function;
    }

    void start() {
        processor.start();
    }

    private void accept(EventContext event) {
        if (closing) {
            return;
        }
        var partition = event.getPartitionContext();
        var pump = pumps.computeIfAbsent(
                partition.getPartitionId(),
                id -> new PartitionPump(function, trigger.many(), options, partition, checkpoints));
        try {
            pump.accept(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closed(String partition, CloseReason reason) {
        var pump = pumps.remove(partition);
        if (pump != null) {
            if (reason == CloseReason.LOST_PARTITION_OWNERSHIP) {
                pump.lose();
            } else {
                pump.close();
            }
        }
    }

    /** Lets batches under way end and be checkpointed, for so long, and then gives the partitions up. */
    void close(Duration patience) throws InterruptedException {
        closing = true;
        var under = java.util.List.copyOf(pumps.values());
        under.forEach(PartitionPump::close);
        var end = System.nanoTime() + patience.toNanos();
        for (var pump : under) {
            if (!pump.ended(Duration.ofNanos(Math.max(end - System.nanoTime(), 1)))) {
                pump.lose();
            }
        }
        processor.stop();
    }
}
