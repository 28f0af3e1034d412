package io.signalbeam.functions.adapter.eventhubs;

import io.signalbeam.functions.leases.EventHubNamespace;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** Where the namespaces listen. The app has no client of them, so a connection is all that it can try. */
public final class EventHubsPort {
    private static final int CONNECT_MILLIS = 2_000;

    private final List<EventHubNamespace> namespaces;

    public EventHubsPort(Settings settings) {
        this.namespaces = EventHubNamespace.all(settings.eventHubs());
    }

    /** Whether something listens at each of them. */
    public void ask() {
        namespaces.forEach(EventHubsPort::ask);
    }

    private static void ask(EventHubNamespace namespace) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(namespace.host(), namespace.port()), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new TransientFailure("Event Hubs cannot be reached at " + namespace.host(), e);
        }
    }
}
