package io.signalbeam.functions.live;

import io.signalbeam.shared.id.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A channel that keeps what it was given. */
final class HeardChannel implements LiveChannel {
    private final List<Hint> hints = new CopyOnWriteArrayList<>();
    volatile @Nullable RuntimeException failure;

    record Hint(TenantId tenant, Set<Topic> changed) {}

    @Override
    public void send(TenantId tenant, Set<Topic> changed) {
        var now = failure;
        if (now != null) {
            throw now;
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
                .collect(Collectors.toSet());
    }
}
