package io.signalbeam.functions.live;

import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.shared.id.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A channel that keeps what it was given. */
final class HeardChannel implements LiveChannel {
    private final List<Hint> hints = new CopyOnWriteArrayList<>();
    volatile boolean away;

    record Hint(TenantId tenant, Set<Topic> changed) {}

    @Override
    public void send(TenantId tenant, Set<Topic> changed) {
        if (away) {
            throw new TransientFailure("away");
        }
        hints.add(new Hint(tenant, Set.copyOf(changed)));
    }

    @Override
    public URI invite(TenantId tenant, String subject, Duration validFor) {
        return URI.create("wss://push.test/client/hubs/fleet?access_token=" + tenant + "." + subject + "." + validFor);
    }

    List<Hint> hints() {
        return List.copyOf(hints);
    }

    /** All that a tenant was told of so far. */
    Set<Topic> toldOf(TenantId tenant) {
        return hints.stream()
                .filter(hint -> hint.tenant().equals(tenant))
                .flatMap(hint -> hint.changed().stream())
                .collect(java.util.stream.Collectors.toSet());
    }
}
