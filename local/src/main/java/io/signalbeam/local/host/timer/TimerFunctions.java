package io.signalbeam.local.host.timer;

import io.signalbeam.local.host.app.FunctionDefinition;
import io.signalbeam.local.host.app.Settings;
import io.signalbeam.local.host.app.Trigger;
import io.signalbeam.local.host.invoke.FunctionRuntime;
import io.signalbeam.local.host.storage.BlobLease;
import io.signalbeam.local.host.storage.HostStorage;
import java.util.ArrayList;
import java.util.List;

/** The timers of an app, each on a thread of its own. */
public final class TimerFunctions implements AutoCloseable {
    /** Where the real host keeps its locks and status, too. */
    private static final String CONTAINER = "azure-webjobs-hosts";

    private final List<Timer> timers;

    /** Loads the timer functions; none runs before {@link #start}. */
    public TimerFunctions(
            String hostId, List<FunctionDefinition> definitions, FunctionRuntime runtime, Settings settings) {
        var found = new ArrayList<Timer>();
        for (var definition : definitions) {
            if (definition.trigger() instanceof Trigger.Timer trigger) {
                var container = new HostStorage(settings).container(CONTAINER);
                var name = "Host.Functions." + definition.name();
                found.add(new Timer(
                        Schedule.parse(trigger.schedule()),
                        runtime.load(definition, new TimerInput.Binding()),
                        new BlobLease(container.getBlobClient("locks/" + hostId + "/" + name + ".Listener")),
                        new TimerStatusBlob(container.getBlobClient("timers/" + hostId + "/" + name + "/status"))));
            }
        }
        timers = List.copyOf(found);
    }

    public void start() {
        timers.forEach(Timer::start);
    }

    /** The functions, for their counts. */
    public List<FunctionRuntime.Callable<?>> functions() {
        return timers.stream().<FunctionRuntime.Callable<?>>map(Timer::function).toList();
    }

    /** Runs a timer function at once, beside its schedule; says whether there is one of that name. */
    public boolean runNow(String name) {
        for (var timer : timers) {
            if (timer.function().definition().name().equalsIgnoreCase(name)) {
                timer.runNow();
                return true;
            }
        }
        return false;
    }

    /** Fires no more; a run under way goes on. */
    @Override
    public void close() {
        timers.forEach(Timer::close);
    }
}
