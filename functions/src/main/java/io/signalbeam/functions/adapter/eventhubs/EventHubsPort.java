package io.signalbeam.functions.adapter.eventhubs;

import io.signalbeam.functions.leases.EventHubNamespace;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Where the namespace listens. The app has no client of it, so a connection is all that it can try. */
public final class EventHubsPort {
    private static final int CONNECT_MILLIS = 2_000;

    private final Settings.EventHubs settings;

    public EventHubsPort(Settings settings) {
        this.settings = settings.eventHubs();
    }

    /** Whether something listens there. */
    public void ask() {
        var namespace = EventHubNamespace.of(settings);
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(namespace.host(), namespace.port()), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new TransientFailure("Event Hubs cannot be reached", e);
        }
    }
}
