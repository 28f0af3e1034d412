package io.signalbeam.local.host.eventhubs;

import com.azure.messaging.eventhubs.checkpointstore.blob.BlobCheckpointStore;
import io.signalbeam.local.host.app.EventHubsOptions;
import io.signalbeam.local.host.app.FunctionDefinition;
import io.signalbeam.local.host.app.Settings;
import io.signalbeam.local.host.app.Trigger;
import io.signalbeam.local.host.invoke.FunctionRuntime;
import io.signalbeam.local.host.storage.HostStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The Event Hubs functions of an app. */
public final class EventHubsFunctions {
    /** Where the real host keeps its checkpoints, too. */
    private static final String CONTAINER = "azure-webjobs-eventhub";

    private final List<HubListener> listeners;

    /** Loads the functions; none receives before {@link #start}. */
    public EventHubsFunctions(
            List<FunctionDefinition> definitions,
            EventHubsOptions options,
            FunctionRuntime runtime,
            Settings settings) {
        var found = new ArrayList<HubListener>();
        for (var definition : definitions) {
            if (definition.trigger() instanceof Trigger.EventHubs trigger) {
                found.add(new HubListener(
                        runtime.load(definition, new EventsParameters(trigger)),
                        trigger,
                        options,
                        settings,
                        new BlobCheckpointStore(new HostStorage(settings).asyncContainer(CONTAINER))));
            }
        }
        listeners = List.copyOf(found);
    }

    public void start() {
        listeners.forEach(HubListener::start);
    }

    /** The functions, for their counts. */
    public List<FunctionRuntime.Callable<?>> functions() {
        return listeners.stream()
                .<FunctionRuntime.Callable<?>>map(HubListener::function)
                .toList();
    }

    /** Lets batches under way end and be checkpointed, for so long, and then gives the partitions up. */
    public void close(Duration patience) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (var listener : listeners) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    listener.close(patience);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
    }
}
