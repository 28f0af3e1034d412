package io.signalbeam.functions.leases;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.api.LeaseResponse.Channel;
import io.signalbeam.shared.id.DeviceId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Gives a device what it publishes with: tokens for its own paths, and until when. */
public final class MakeLease {
    private final SecretSource secrets;
    private final Settings.Lease settings;
    private final List<EventHubNamespace> namespaces;
    private final InstantSource clock;

    public MakeLease(SecretSource secrets, Settings settings, InstantSource clock) {
        this.secrets = secrets;
        this.settings = settings.lease();
        this.namespaces = EventHubNamespace.all(settings.eventHubs());
        this.clock = clock;
    }

    public LeaseResponse make(DeviceId device) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        int seconds = settings.seconds();
        // Whole seconds, as a signature carries them.
        var expires = now.plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        var namespace = EventHubNamespace.of(device, namespaces);
        var key = PublisherKey.parse(secrets.read(namespace.keySecret()));
        return new LeaseResponse(
                settings.mode(),
                channel(namespace, key, namespace.telemetryHub(), device, expires.getEpochSecond()),
                channel(namespace, key, namespace.reportsHub(), device, expires.getEpochSecond()),
                expires,
                now.plusSeconds(seconds * 3L / 4),
                now);
    }

    private static Channel channel(
            EventHubNamespace namespace, PublisherKey key, String hub, DeviceId device, long expires) {
        var path = hub + "/publishers/" + device;
        var signature = key.sign("sb://" + namespace.host() + "/" + path, expires);
        return new Channel(hub, namespace.connectionString(signature, path));
    }
}
