package io.signalbeam.local.eventhubs.amqp;

import io.signalbeam.local.eventhubs.access.TokenCheck;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What all connections share. */
public record Namespace(String name, List<Hub> hubs, TokenCheck tokens, Clock clock) {
    public Namespace {
        hubs = List.copyOf(hubs);
    }

    Optional<Hub> hub(String wanted) {
        return hubs.stream().filter(hub -> hub.name().equalsIgnoreCase(wanted)).findFirst();
    }
}
